package dev.weir.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;

/** Where lines go. <b>Threads.</b> {@link LogWriter} calls it with one thread at a time. */
interface LineSink {
    /**
     * Writes whole lines.
     *
     * @param lines ASCII, each line with its end; where this throws, what is before the buffer's position was written
     */
    void write(ByteBuffer lines) throws IOException;

    /** Goes on in what has the name now. */
    default void reopen() throws IOException {}

    default void close() throws IOException {}

    /** A file that lines are added to. */
    final class ToFile implements LineSink {
        private final Path path;
        private FileChannel channel;

        ToFile(Path path) throws IOException {
            this.path = path;
            this.channel = open(path);
        }

        private static FileChannel open(Path path) throws IOException {
            return FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        }

        @Override
        public void write(ByteBuffer lines) throws IOException {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        }

        @Override
        public void reopen() throws IOException {
            // The new one first: where it cannot be opened, the old one is still there to write to.
            FileChannel old = channel;
            channel = open(path);
            old.close();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A stream, which stays open. */
    record ToStream(OutputStream out) implements LineSink {
        /** Not {@code System.out}, which tells nobody that it has failed. */
        static ToStream standardOutput() {
            return new ToStream(new FileOutputStream(FileDescriptor.out));
        }

        @Override
        public void write(ByteBuffer lines) throws IOException {
            out.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
            out.flush();
            lines.position(lines.limit());
        }
    }

    /** A logger, which gets each line at info. */
    record ToLogger(Logger logger) implements LineSink {
        @Override
        public void write(ByteBuffer lines) {
            while (lines.hasRemaining()) {
                int start = lines.position();
                int end = start;
                while (lines.get(end) != '\n') {
                    end++;
                }
                String line = new String(
                        lines.array(), lines.arrayOffset() + start, end - start, StandardCharsets.ISO_8859_1);
                logger.info(line);
                lines.position(end + 1);
            }
        }
    }
}
