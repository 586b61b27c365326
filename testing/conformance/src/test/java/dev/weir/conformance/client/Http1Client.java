package dev.weir.conformance.client;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** HTTP/1.1 behind the seam: a connection for each call. */
public final class Http1Client implements Client {
    /** Makes a connection. */
    public interface Connector {
        Socket connect() throws IOException;
    }

    private final Connector connector;
    private final String authority;

    public Http1Client(Connector connector, String authority) {
        this.connector = connector;
        this.authority = authority;
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public Call open(String method, String target, List<Field> fields, long length) throws IOException {
        Wire wire = new Wire(connector.connect());
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        for (Field field : fields) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (length == STREAMED) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (length > 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        wire.send(head.append("\r\n").toString());
        return new OneCall(wire, method.equals("HEAD"), length == STREAMED);
    }

    @Override
    public void close() {
        // Each call has a connection of its own.
    }

    private record OneCall(Wire wire, boolean toHead, boolean chunked) implements Call {
        @Override
        public void write(byte[] piece) throws IOException {
            String text = new String(piece, StandardCharsets.ISO_8859_1);
            wire.send(chunked ? Integer.toHexString(piece.length) + "\r\n" + text + "\r\n" : text);
        }

        @Override
        public void end(List<Field> trailers) throws IOException {
            if (chunked) {
                StringBuilder end = new StringBuilder("0\r\n");
                trailers.forEach(
                        t -> end.append(t.name()).append(": ").append(t.value()).append("\r\n"));
                wire.send(end.append("\r\n").toString());
            }
        }

        @Override
        public Reply reply() throws IOException {
            List<Answer> interims = new ArrayList<>();
            try {
                Answer head = wire.head(toHead);
                while (head.interim()) {
                    interims.add(head);
                    head = wire.head(toHead);
                }
                return new OneReply(wire, interims, head);
            } catch (Wire.BrokenOff e) {
                throw new Cut(e.getMessage() + wire.transcript(), e);
            }
        }

        @Override
        public void halfClose() throws IOException {
            wire.halfClose();
        }

        @Override
        public void breakOff() throws IOException {
            wire.reset();
        }

        @Override
        public void abandon() throws IOException {
            wire.reset();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private static final class OneReply implements Reply {
        private final Wire wire;
        private final List<Answer> interims;
        private final Answer head;
        private long left;
        private boolean ended;
        private List<Field> trailers = List.of();

        OneReply(Wire wire, List<Answer> interims, Answer head) {
            this.wire = wire;
            this.interims = interims;
            this.head = head;
            this.left = head.framing() == Answer.Framing.LENGTH ? Wire.length(head.fields()) : 0;
        }

        @Override
        public List<Answer> interims() {
            return interims;
        }

        @Override
        public int status() {
            return head.status();
        }

        @Override
        public List<Field> fields() {
            return head.fields();
        }

        @Override
        public byte[] read() throws IOException {
            if (ended) {
                return null;
            }
            try {
                String piece = switch (head.framing()) {
                    case NONE -> null;
                    case CHUNKED -> wire.chunk();
                    case LENGTH -> left == 0 ? null : wire.some((int) Math.min(left, Integer.MAX_VALUE));
                    case CLOSE -> wire.some(Integer.MAX_VALUE);
                };
                if (piece == null || piece.isEmpty()) {
                    if (left > 0) {
                        throw new Cut("the connection ended " + left + " bytes early" + wire.transcript(), null);
                    }
                    ended = true;
                    if (head.framing() == Answer.Framing.CHUNKED) {
                        trailers = wire.trailers();
                    }
                    return null;
                }
                left -= head.framing() == Answer.Framing.LENGTH ? piece.length() : 0;
                return piece.getBytes(StandardCharsets.ISO_8859_1);
            } catch (Wire.BrokenOff e) {
                throw new Cut(e.getMessage() + wire.transcript(), e);
            }
        }

        @Override
        public List<Field> trailers() {
            return trailers;
        }

        @Override
        public String toString() {
            return head.status() + " " + head.fields() + wire.transcript();
        }
    }
}
