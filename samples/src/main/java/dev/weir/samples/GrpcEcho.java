package dev.weir.samples;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * gRPC without a gRPC library: over HTTP/2 it is messages prefixed with their lengths in the content of request and
 * response, and a status in the trailers. Two methods of a service {@code weir.Echo}, whose messages are octets that
 * nobody looks into:
 *
 * <ul>
 * <li>{@code Unary} sends the message back; one that begins with {@code fail } becomes a status of INVALID_ARGUMENT;
 * <li>{@code Chat} sends back each message as it comes, until the client ends.
 * </ul>
 *
 * <p>As each stream has a thread of its own, a method may simply block.
 */
public final class GrpcEcho implements Handler {
    private static final int OK = 0;
    private static final int INVALID_ARGUMENT = 3;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final String FAIL = "fail ";

    /** The largest message that is taken; the length is a client's word. */
    private static final int LARGEST = 16 << 20;

    /** The end of a method that has failed. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        Failure(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** Makes the service. */
    public GrpcEcho() {}

    @Override
    public void serve(ResponseWriter w, Request r) throws IOException {
        if (!r.header("Content-Type").orElse("").startsWith("application/grpc")) {
            throw new HttpError(Status.UNSUPPORTED_MEDIA_TYPE);
        }
        // Between two messages a client may take its time: it is no slow upload.
        w.minRequestRate(0);
        w.header("Content-Type", "application/grpc");
        int code = OK;
        String message = "";
        try {
            switch (r.path()) {
                case "/weir.Echo/Unary" -> unary(w, new DataInputStream(r.content()));
                case "/weir.Echo/Chat" -> chat(w, new DataInputStream(r.content()));
                default -> throw new Failure(UNIMPLEMENTED, "no method " + r.path());
            }
        } catch (Failure e) {
            code = e.code;
            message = String.valueOf(e.getMessage());
        }
        w.trailers().set("grpc-status", Integer.toString(code));
        if (!message.isEmpty()) {
            w.trailers().set("grpc-message", escaped(message));
        }
    }

    private static void unary(ResponseWriter w, DataInputStream in) throws IOException, Failure {
        byte[] message = message(in);
        if (message == null) {
            throw new Failure(INTERNAL, "no message");
        }
        String text = new String(message, 0, Math.min(message.length, 100), StandardCharsets.UTF_8);
        if (text.startsWith(FAIL)) {
            throw new Failure(INVALID_ARGUMENT, text.substring(FAIL.length()));
        }
        send(w, message);
    }

    private static void chat(ResponseWriter w, DataInputStream in) throws IOException, Failure {
        w.flush();
        for (byte[] message = message(in); message != null; message = message(in)) {
            send(w, message);
            w.flush();
        }
    }

    /** Returns the next message; null at the end. */
    private static byte @Nullable [] message(DataInputStream in) throws IOException, Failure {
        int compressed = in.read();
        if (compressed < 0) {
            return null;
        }
        if (compressed != 0) {
            throw new Failure(UNIMPLEMENTED, "compressed messages");
        }
        try {
            int length = in.readInt();
            if (length < 0 || length > LARGEST) {
                throw new Failure(RESOURCE_EXHAUSTED, "a message of " + Integer.toUnsignedString(length) + " octets");
            }
            byte[] message = in.readNBytes(length);
            if (message.length < length) {
                throw new EOFException();
            }
            return message;
        } catch (EOFException e) {
            throw new Failure(INTERNAL, "the request ends within a message");
        }
    }

    private static void send(ResponseWriter w, byte[] message) throws IOException {
        w.write(ByteBuffer.allocate(5).put((byte) 0).putInt(message.length).array());
        w.write(message);
    }

    /** Percent-encoded, as fields have no room for other than ASCII. */
    private static String escaped(String message) {
        StringBuilder text = new StringBuilder();
        for (byte octet : message.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet < 0x7f && octet != '%') {
                text.append((char) octet);
            } else {
                text.append('%')
                        .append("0123456789ABCDEF".charAt(octet >>> 4 & 15))
                        .append("0123456789ABCDEF".charAt(octet & 15));
            }
        }
        return text.toString();
    }
}
