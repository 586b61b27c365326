package dev.weir.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What carries a client's WebSocket. */
interface Carrier {
    /**
     * Asks for it.
     *
     * @param extensions what is offered; empty for nothing
     * @return whether the server speaks WebSocket now
     */
    boolean open(String extensions) throws IOException;

    /** Sends bytes. */
    void write(byte[] bytes) throws IOException;

    /** Waits for bytes; -1 at the end. */
    int read(ByteBuffer to) throws IOException;

    /** Ends what is sent. */
    void endOutput();

    /** Goes without a word. */
    void reset();

    /** Ends the connection, which nobody needs any more. */
    void leave();

    /** An upgrade of HTTP/1.1. */
    record Http1(World world, Wire wire) implements Carrier {
        @Override
        public boolean open(String extensions) throws IOException {
            write(("GET /ws HTTP/1.1\r\nHost: sim\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + (extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n") + "\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (head.indexOf("\r\n\r\n") < 0) {
                if (read(one.clear()) < 0) {
                    return false;
                }
                head.append((char) one.get(0));
            }
            boolean accepted = head.indexOf("HTTP/1.1 101 ") == 0;
            if (accepted && head.indexOf("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") < 0
                    || accepted && !extensions.isEmpty() != head.indexOf("permessage-deflate") > 0) {
                world.violated("an answer to another handshake: " + head);
            }
            return accepted;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            wire.toServer().write(ByteBuffer.wrap(bytes));
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return wire.toClient().read(to);
        }

        @Override
        public void endOutput() {
            wire.toServer().end();
        }

        @Override
        public void reset() {
            wire.reset();
        }

        @Override
        public void leave() {
            wire.toServer().end();
        }
    }

    /** The fields of an extended CONNECT, in pairs. */
    static String[] fields(String extensions) {
        List<String> fields = new ArrayList<>(List.of(
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":authority",
                "sim",
                ":path",
                "/ws",
                "sec-websocket-version",
                "13"));
        if (!extensions.isEmpty()) {
            fields.addAll(List.of("sec-websocket-extensions", extensions));
        }
        return fields.toArray(String[]::new);
    }
}
