package dev.weir.conformance.client;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What {@code HandlerSemantics} needs of a protocol's client. Small, so that the next engine plugs in by writing this.
 *
 * <p><b>Threads.</b> Calls may run at the same time; one call is used by one thread, but may be written by one while
 * another reads.
 */
public interface Client extends Closeable {
    /** As {@code length}: content comes, and only its end will tell how much. */
    long STREAMED = -1;

    /**
     * Sends the head of a request.
     *
     * @param length of the content; zero for none, {@link #STREAMED} where it is not known
     */
    Call open(String method, String target, List<Field> fields, long length) throws IOException;

    /** What {@code Request.protocol()} must say. */
    String protocol();

    /** The authority that the requests name. */
    String authority();

    /** A request and its response. */
    interface Call extends Closeable {
        /** Sends a piece of the content at once. */
        void write(byte[] piece) throws IOException;

        /** Ends the content; trailers only where it is {@link #STREAMED}. */
        void end(List<Field> trailers) throws IOException;

        /**
         * Waits for the head of the final response.
         *
         * @throws Cut when the response breaks off before
         */
        Reply reply() throws IOException;

        /** Closes the client's side of the connection, in order, and waits for what is still to come. */
        void halfClose() throws IOException;

        /** Breaks the connection off, with all that is on it. */
        void breakOff() throws IOException;

        /** Goes away without waiting for anything more. */
        void abandon() throws IOException;
    }

    /** A response whose head has come. */
    interface Reply {
        /** The interim responses before it. */
        List<Answer> interims();

        int status();

        List<Field> fields();

        /**
         * The next piece of the content, as it comes; null at its end.
         *
         * @throws Cut when it breaks off, so that the client can see that it is not whole
         */
        byte[] read() throws IOException;

        /** The trailer section, once the content's end was met. */
        List<Field> trailers() throws IOException;

        /** The content as it comes. */
        default InputStream stream() {
            return new ReplyStream(this);
        }

        default byte[] readAll() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece = read(); piece != null; piece = read()) {
                all.writeBytes(piece);
            }
            return all.toByteArray();
        }

        /** The only value of a field; null when there is none. */
        default String field(String name) {
            List<String> values = Answer.all(fields(), name);
            if (values.size() > 1) {
                throw new AssertionError("more than one " + name + ": " + fields());
            }
            return values.isEmpty() ? null : values.getFirst();
        }
    }

    /** The response broke off. */
    final class Cut extends IOException {
        private static final long serialVersionUID = 1;

        Cut(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
