package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client with a closed loop, against a server that answers as a test wants. */
class LoopClientTest {
    private static final String TEXT_64 = Documents.text().substring(0, 64);

    /** What is wrong with a server. */
    private enum Fault {
        NO_UPGRADE("the handshake is answered with: HTTP/1.1 400 No"),
        OTHER_KEY("the handshake's key is not accepted"),
        OTHER_EXTENSION("other extensions than asked for"),
        OTHER_CONTENT("a message is not the one that was sent"),
        SHORT_CONTENT("a message is not the one that was sent"),
        COMPRESSED("a message is compressed"),
        BINARY("not the message that was sent, but a frame of kind 2"),
        CLOSED("the server has closed a WebSocket"),
        TWICE("more was answered than was asked for"),
        GONE("the server has closed a connection");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    /** Sends messages back, to the sender or to all, in one frame or in two with a ping between. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<OutputStream> all = new CopyOnWriteArrayList<>();
        private final Fault fault;
        private final boolean fragments;

        Server(Fault fault, boolean fragments) throws IOException {
            this.fault = fault;
            this.fragments = fragments;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                String head = "";
                while (!head.endsWith("\r\n\r\n")) {
                    head += (char) in.readUnsignedByte();
                }
                String key = head.substring(head.indexOf("Key: ") + 5).split("\r\n")[0];
                boolean deflate = head.contains("permessage-deflate");
                socket.getOutputStream().write(shakeHands(key, deflate));
                all.add(socket.getOutputStream());
                while (fault != Fault.GONE) {
                    answer(in, socket.getOutputStream(), head.startsWith("GET /broadcast "));
                }
            } catch (IOException e) {
                // The client has closed the connection, which ends a run.
            }
        }

        private byte[] shakeHands(String key, boolean deflate) {
            String extensions = deflate || fault == Fault.OTHER_EXTENSION
                    ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n"
                    : "";
            String accept = fault == Fault.OTHER_KEY ? "?" : accept(key);
            String status = fault == Fault.NO_UPGRADE ? "400 No" : "101 Yes";
            return ("HTTP/1.1 " + status + "\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " + accept + "\r\n"
                            + extensions + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        private static String accept(String key) {
            try {
                byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        private void answer(DataInputStream in, OutputStream out, boolean toAll) throws IOException {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            assertTrue((length & 0x80) != 0, "a client's frame is masked");
            length &= 0x7f;
            length = length == 126 ? in.readUnsignedShort() : length;
            byte[] mask = in.readNBytes(4);
            byte[] data = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                data[i] ^= mask[i & 3];
            }
            if (first == 0x8a) {
                assertArrayEquals(new byte[] {1, 2}, data);
                return;
            }
            byte[] frames = frames(first, data);
            for (OutputStream one : toAll ? all : List.of(out)) {
                synchronized (one) {
                    one.write(frames);
                }
            }
        }

        private byte[] frames(int first, byte[] data) throws IOException {
            int head = first;
            byte[] content = data;
            switch (fault) {
                case OTHER_CONTENT -> content[5]++;
                case SHORT_CONTENT -> content = Arrays.copyOf(data, data.length - 1);
                case COMPRESSED -> head |= 0x40;
                case BINARY -> head++;
                case CLOSED -> head = 0x88;
                case null, default -> {}
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int cut = fragments ? 10 : 0;
            if (fragments) {
                out.write(frame(head & 0x7f, Arrays.copyOf(content, cut)));
                out.write(frame(0x89, new byte[] {1, 2}));
                head = 0x80;
            }
            byte[] last = frame(head, Arrays.copyOfRange(content, cut, content.length));
            out.write(last);
            if (fault == Fault.TWICE) {
                out.write(last);
            }
            return out.toByteArray();
        }

        private static byte[] frame(int first, byte[] data) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(first);
            if (data.length < 126) {
                out.write(data.length);
            } else {
                out.write(new byte[] {126, (byte) (data.length >> 8), (byte) data.length});
            }
            out.write(data);
            return out.toByteArray();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static LoadResult run(LoopPlan plan, Server server) throws IOException {
        LoopClient client = new LoopClient(plan);
        assertEquals(LoopClient.OPEN, client.open(server.port()));
        return RateLoad.parse(client.run(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"MESSAGE_64", "MESSAGE_16K"})
    void messagesComeBack(RequestTarget target) throws IOException {
        for (boolean deflate : new boolean[] {false, true}) {
            for (boolean fragments : new boolean[] {false, true}) {
                try (Server server = new Server(null, fragments)) {
                    LoadResult result = run(new LoopPlan(target, 3, deflate), server);
                    assertTrue(result.requests() > 3, result::toString);
                    assertEquals(0, result.socketErrors());
                    assertTrue(result.latency().p50() > 0, result::toString);
                }
            }
        }
    }

    @Test
    void aBroadcastCountsOnceForEachReceiver() throws IOException {
        try (Server server = new Server(null, false)) {
            LoadResult result = run(new LoopPlan(RequestTarget.BROADCAST, 7, false), server);
            assertTrue(result.requests() > 7, result::toString);
            assertEquals(0, result.requests() % 7);
            assertEquals(0, result.socketErrors());
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesWhatIsWrong(Fault fault) throws IOException {
        try (Server server = new Server(fault, false)) {
            LoopClient client = new LoopClient(new LoopPlan(RequestTarget.MESSAGE_64, 1, false));
            String said = client.open(server.port());
            if (said.equals(LoopClient.OPEN)) {
                said = client.run(1);
            }
            assertTrue(said.contains(fault.message), said);
        }
    }

    @Test
    void whoDoesNotCompressIsRefused() throws IOException {
        try (Server server = new Server(Fault.BINARY, false)) {
            LoopClient client = new LoopClient(new LoopPlan(RequestTarget.MESSAGE_64, 1, true));
            assertEquals(LoopClient.OPEN, client.open(server.port()));
            String said = client.run(1);
            assertTrue(said.contains("errors 1"), said);
        }
    }

    /** RFC 6455, 5.7, and RFC 7692, 7.2.3.1. */
    @Test
    void framesAreThoseOfTheExamples() throws Exception {
        byte[] hello = "Hello".getBytes(StandardCharsets.US_ASCII);
        HexFormat hex = HexFormat.of();
        assertEquals(
                "818537fa213d7f9f4d5158",
                hex.formatHex(ClientFrames.frame(ClientFrames.FIN | ClientFrames.TEXT, hello, 0x37fa213d)));
        assertEquals("f248cdc9c90700", hex.formatHex(ClientFrames.deflate(hello)));
        assertArrayEquals(hello, ClientFrames.inflate(ClientFrames.deflate(hello), 5));
        assertEquals(0xfe, ClientFrames.frame(2, new byte[126], 1)[1] & 0xff);
        assertEquals(0xff, ClientFrames.frame(2, new byte[65_536], 1)[1] & 0xff);
    }

    @Test
    void aPlanIsReadAsItWasWritten() {
        for (Workload workload : Workload.values()) {
            if (workload.target().message()) {
                LoopPlan plan = LoopPlan.of(workload);
                assertEquals(plan, LoopPlan.of(plan.words().toArray(String[]::new)));
                assertEquals(workload.target().bytes(), plan.message().length);
            }
        }
        assertEquals(TEXT_64, new String(LoopPlan.of(Workload.WS_ECHO_64).message(), StandardCharsets.US_ASCII));
    }
}
