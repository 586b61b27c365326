package dev.weir.http.core.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * Content outside of the heap, which an engine may send without having it copied.
 *
 * <p><b>Threads.</b> As the response that it is written to.
 */
public sealed interface DirectContent {
    /**
     * Returns how much of it is left.
     *
     * @return bytes, zero at its end
     */
    long remaining();

    /**
     * Copies the next bytes into an array, and goes past them unless it throws.
     *
     * @param to the array
     * @param off where they begin in it
     * @param len how many, at most {@link #remaining}
     * @throws EOFException when a file has become shorter
     * @throws IOException when it cannot be read
     */
    void read(byte[] to, int off, int len) throws IOException;

    /** Goes to the end: the response has no content. */
    void skip();

    /**
     * A buffer outside of the heap, or one that may not be written to.
     *
     * @param src what remains of it is the content
     */
    record OfBuffer(ByteBuffer src) implements DirectContent {
        @Override
        public long remaining() {
            return src.remaining();
        }

        @Override
        public void read(byte[] to, int off, int len) {
            src.get(to, off, len);
        }

        @Override
        public void skip() {
            src.position(src.limit());
        }
    }

    /**
     * A part of a file. Others may be reading the file as well, and an interrupt within a call to it would close it: so the
     * request's gate is shut meanwhile.
     */
    final class OfFile implements DirectContent {
        private final InterruptGate gate;
        private final FileChannel file;
        private final long end;
        private long position;

        /**
         * Begins at a position.
         *
         * @param gate the gate of the request that is answered with it
         * @param file the file
         * @param position where the part begins
         * @param count how long it is
         */
        OfFile(InterruptGate gate, FileChannel file, long position, long count) {
            Objects.checkFromIndexSize(position, count, Long.MAX_VALUE);
            this.gate = gate;
            this.file = file;
            this.position = position;
            this.end = position + count;
        }

        /**
         * Looks whether the file is as long as it has to be: before anything of it is sent, as an error can still be
         * answered then. What is read at once needs no such look.
         *
         * @throws EOFException when the file ends before that
         * @throws IOException when the length of the file cannot be read
         */
        void requireWhole() throws IOException {
            long size = size();
            if (size < end) {
                throw tooShort(size);
            }
        }

        private long size() throws IOException {
            gate.enterIo();
            try {
                return file.size();
            } finally {
                gate.leaveIo();
            }
        }

        private EOFException tooShort(long size) {
            return new EOFException("the file ends at " + size + ", before " + end);
        }

        /**
         * Returns the file.
         *
         * @return the file, whose own position means nothing
         */
        public FileChannel file() {
            return file;
        }

        /**
         * Returns where in the file what is left begins.
         *
         * @return the position
         */
        public long position() {
            return position;
        }

        /**
         * Goes past what was sent.
         *
         * @param count bytes, at most {@link #remaining}
         */
        public void advance(long count) {
            position += count;
        }

        @Override
        public long remaining() {
            return end - position;
        }

        @Override
        public void read(byte[] to, int off, int len) throws IOException {
            read(ByteBuffer.wrap(to, off, len));
        }

        /**
         * Copies the next bytes into a buffer and goes past them, where they can be read. That they cannot, as the file has
         * become shorter for example, is no failure to send: what is left here is read by who gave it, and fails there.
         *
         * @param buffer takes as many as remain of it, at most {@link #remaining}; outside of the heap it costs a copy less
         * @return whether they were read
         */
        public boolean tryRead(ByteBuffer buffer) {
            try {
                read(buffer);
                return true;
            } catch (IOException e) {
                // Its next reader meets the same.
                return false;
            }
        }

        private void read(ByteBuffer buffer) throws IOException {
            int len = buffer.remaining();
            int start = buffer.position();
            gate.enterIo();
            try {
                while (buffer.hasRemaining()) {
                    long at = position + buffer.position() - start;
                    if (file.read(buffer, at) < 0) {
                        throw tooShort(at);
                    }
                }
            } finally {
                gate.leaveIo();
            }
            position += len;
        }

        @Override
        public void skip() {
            position = end;
        }
    }
}
