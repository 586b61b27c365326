package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** The ways to a tunnel, and what a client has of it. */
enum TunnelWay {
    HTTP1(false),
    HTTP1_TLS(true),
    HTTP1_CONNECT(false),
    HTTP2(false),
    HTTP2_TLS(true),
    HTTP2_CONNECT(false);

    private final boolean secure;

    TunnelWay(boolean secure) {
        this.secure = secure;
    }

    boolean secure() {
        return secure;
    }

    boolean http2() {
        return name().startsWith("HTTP2");
    }

    Socket socket(int port) throws IOException {
        return secure
                ? Certificates.connect(port, http2() ? "h2" : "http/1.1")
                : new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** A client whose tunnel is open. */
    End open(int port) throws IOException {
        End end = ask(port);
        end.expectOpen();
        return end;
    }

    /** A client that has asked for a tunnel. */
    End ask(int port) throws IOException {
        return switch (this) {
            case HTTP1, HTTP1_TLS ->
                new ConnectionEnd(
                        socket(port), "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n", 101);
            case HTTP1_CONNECT -> new ConnectionEnd(socket(port), "CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n", 200);
            case HTTP2_CONNECT -> new StreamEnd(socket(port), ":method: CONNECT", ":authority: h:1");
            case HTTP2, HTTP2_TLS ->
                new StreamEnd(
                        socket(port),
                        ":method: CONNECT",
                        ":protocol: echo",
                        ":scheme: " + (secure ? "https" : "http"),
                        ":path: /",
                        ":authority: h");
        };
    }

    /** The client's end of a tunnel. */
    interface End extends Closeable {
        /** The server has accepted. */
        void expectOpen() throws IOException;

        void send(String text) throws IOException;

        /** Ends what is sent. */
        void end() throws IOException;

        void reset() throws IOException;

        void expect(String text) throws IOException;

        /** The server has ended its side. */
        void expectEnd() throws IOException;

        /** The server has broken the tunnel off, without an end. */
        void expectBroken() throws IOException;
    }

    record ConnectionEnd(Wire wire, int status) implements End {
        ConnectionEnd(Socket socket, String request, int status) throws IOException {
            this(new Wire(socket), status);
            wire.send(request);
        }

        @Override
        public void expectOpen() throws IOException {
            assertEquals(status, wire.head(false).status(), wire::transcript);
        }

        @Override
        public void send(String text) throws IOException {
            wire.send(text);
        }

        @Override
        public void end() throws IOException {
            wire.halfClose();
        }

        @Override
        public void reset() throws IOException {
            wire.reset();
        }

        @Override
        public void expect(String text) throws IOException {
            assertEquals(text, wire.exactly(text.length(), "from the tunnel"));
        }

        @Override
        public void expectEnd() throws IOException {
            assertEquals("", wire.rest());
        }

        @Override
        public void expectBroken() {
            assertThrows(IOException.class, wire::rest, wire::transcript);
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    record StreamEnd(Http2Wire wire) implements End {
        StreamEnd(Socket socket, String... fields) throws IOException {
            this(Http2Wire.begin(socket));
            wire.headers(1, false, fields);
        }

        @Override
        public void expectOpen() throws IOException {
            wire.expect("HEADERS 1 200");
        }

        @Override
        public void send(String text) throws IOException {
            wire.data(1, false, text);
        }

        @Override
        public void end() throws IOException {
            wire.data(1, true, "");
        }

        @Override
        public void reset() throws IOException {
            wire.reset(1, 8);
        }

        @Override
        public void expect(String text) throws IOException {
            String got = next();
            assertEquals("DATA 1 " + text.length() + " " + text, got, wire::transcript);
        }

        /** Returns the next frame of the stream's as text; answers pings. */
        private String next() throws IOException {
            Http2Wire.Frame frame = wire.read();
            while (frame != null && (frame.stream() == 0 || frame.type() == Http2Wire.WINDOW_UPDATE)) {
                if (frame.type() == Http2Wire.PING && frame.flags() == 0) {
                    wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                }
                frame = wire.read();
            }
            if (frame == null) {
                return "end";
            }
            return frame.type() == Http2Wire.DATA && !frame.ends() ? frame + " " + frame.text() : frame.toString();
        }

        @Override
        public void expectEnd() throws IOException {
            assertEquals("DATA 1 0 END_STREAM", next(), wire::transcript);
        }

        @Override
        public void expectBroken() throws IOException {
            String got = next();
            assertTrue(got.startsWith("RST_STREAM 1 "), () -> got + "\n" + wire.transcript());
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
