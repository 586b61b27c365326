package dev.weir.conformance.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.conformance.client.Client;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;
import dev.weir.observe.AccessLog;
import dev.weir.observe.Metrics;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a request costs in memory, counted and not timed: a change that makes each request allocate more shows here. The
 * client allocates nothing. A thread that waits allocates too, and a busy machine makes threads wait more: it only ever adds,
 * so the cheapest of several rounds is what a request costs, and the rounds end with the first that keeps the bound. The
 * bounds are what was measured on a quiet machine and a quarter; they only ever go down.
 */
@Isolated("it counts what the whole process allocates")
class CostTest {
    /** In bytes a request. */
    private enum Bound {
        HTTP_1(1150),
        MUX(1600),
        PIPELINED(1000),
        HTTP_2(1200),
        HTTP_1_OBSERVED(1550),
        HTTP_2_OBSERVED(1400);

        private final long bytes;

        Bound(long bytes) {
            this.bytes = bytes;
        }
    }

    private static final int WARM_UP = 30_000;
    /** Requests a round. */
    private static final int COUNTED = 20_000;

    private static final int ROUNDS = 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Server start(Handler handler) throws IOException {
        Server server = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .build();
        server.start();
        return server;
    }

    /** A connection that sends the same bytes again and again, and knows how long each answer is. */
    private static final class Repeated implements AutoCloseable {
        private final SocketChannel channel;
        private final ByteBuffer request;
        private final ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);
        private int length;

        Repeated(int port, byte[] bytes) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            request = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }

        /** What comes until so many bytes have. */
        byte[] exchange(int least) throws IOException {
            send();
            receive(least);
            byte[] came = new byte[answer.position()];
            answer.flip().get(came);
            return came;
        }

        void repeat(int times) throws IOException {
            for (int i = 0; i < times; i++) {
                send();
                receive(length);
            }
        }

        private void send() throws IOException {
            request.rewind();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        private void receive(int bytes) throws IOException {
            answer.clear();
            while (answer.position() < bytes) {
                if (channel.read(answer) < 0) {
                    throw new IOException("the connection was closed");
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Sends so many requests and takes their answers, allocating nothing. */
    private interface Client {
        void repeat(int requests) throws IOException;
    }

    private void within(Bound bound, Client client) throws IOException {
        client.repeat(WARM_UP);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > bound.bytes; round++) {
            long before = threads.getTotalThreadAllocatedBytes();
            client.repeat(COUNTED);
            least = Math.min(least, (threads.getTotalThreadAllocatedBytes() - before) / COUNTED);
        }
        String said = bound + ": a request allocates " + least + " bytes, and may " + bound.bytes;
        System.out.println(said);
        assertTrue(least <= bound.bytes, said);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final String GET =
            "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nUser-Agent: counter/1\r\nAccept: */*\r\n\r\n";

    @Test
    void aRequestOfHttp1() throws Exception {
        try (Server server = start((w, r) -> w.write("Hello, World!"));
                Repeated client = new Repeated(server.port(), ascii(GET))) {
            client.length = client.exchange(100).length;
            within(Bound.HTTP_1, client::repeat);
        }
    }

    @Test
    void aRequestOfHttp1ThroughTheMux() throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /users/{id}", (w, r) -> w.write(r.pathValue("id")));
        try (Server server = start(mux);
                Repeated client = new Repeated(server.port(), ascii(GET.replace("/plaintext", "/users/4711")))) {
            client.length = client.exchange(100).length;
            within(Bound.MUX, client::repeat);
        }
    }

    @Test
    void aPipelinedRequestOfHttp1() throws Exception {
        try (Server server = start((w, r) -> w.write("Hello, World!"));
                Repeated one = new Repeated(server.port(), ascii(GET));
                Repeated client = new Repeated(server.port(), ascii(GET.repeat(16)))) {
            client.length = one.exchange(100).length * 16;
            within(Bound.PIPELINED, requests -> client.repeat(requests / 16));
        }
    }

    /** Fields that the table knows after the first time, as all clients send them. */
    @Test
    void aRequestOfHttp2() throws Exception {
        try (Server server = start((w, r) -> w.write("Hello, World!"));
                Http2Repeated client = new Http2Repeated(server.port())) {
            within(Bound.HTTP_2, client::repeat);
        }
    }

    /** Log and metrics add the end that they get, and what a line takes out of the request: no line is an object. */
    @Test
    void aRequestThatIsObserved() throws Exception {
        Metrics metrics = new Metrics();
        try (AccessLog log = AccessLog.builder()
                        .output(OutputStream.nullOutputStream())
                        .build();
                Server server = Servers.start(
                        b -> b.requestListener(log).requestListener(metrics).connectionListener(metrics),
                        (w, r) -> w.write("Hello, World!"));
                Repeated one = new Repeated(server.port(), ascii(GET));
                Http2Repeated two = new Http2Repeated(server.port())) {
            one.length = one.exchange(100).length;
            within(Bound.HTTP_1_OBSERVED, one::repeat);
            within(Bound.HTTP_2_OBSERVED, two::repeat);
        }
    }

    /** Ten requests at once, one connection of HTTP/2, without an object. */
    private static final class Http2Repeated implements AutoCloseable {
        private static final int AT_ONCE = 10;
        /** :method GET, :scheme http, :path /, :authority as the first entry of the table. */
        private static final byte[] FIRST = HexFormat.of().parseHex("828684" + "4109" + "6c6f63616c686f7374");

        private static final byte[] NEXT = HexFormat.of().parseHex("828684" + "be");

        private final SocketChannel channel;
        private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
        private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
        private int stream = 1;
        private long unacknowledged;

        Http2Repeated(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            out.put(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                    .put(HexFormat.of().parseHex("000000040000000000"))
                    .put(HexFormat.of().parseHex("000000040100000000"));
            request(FIRST);
            flush();
            in.clear();
            receive(1);
        }

        private void request(byte[] block) {
            out.put((byte) 0)
                    .putShort((short) block.length)
                    .put((byte) 1)
                    .put((byte) 5)
                    .putInt(stream)
                    .put(block);
            stream += 2;
        }

        private void flush() throws IOException {
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            out.clear();
        }

        void repeat(int times) throws IOException {
            for (int i = 0; i < times; i += AT_ONCE) {
                if (unacknowledged > 30_000) {
                    out.put((byte) 0)
                            .putShort((short) 4)
                            .put((byte) 8)
                            .put((byte) 0)
                            .putInt(0)
                            .putInt((int) unacknowledged);
                    unacknowledged = 0;
                }
                for (int k = 0; k < AT_ONCE; k++) {
                    request(NEXT);
                }
                flush();
                receive(AT_ONCE);
            }
        }

        /** Reads until so many streams have ended; what is left of a frame stays for the next time. */
        private void receive(int streams) throws IOException {
            int ended = 0;
            while (ended < streams) {
                if (channel.read(in) < 0) {
                    throw new IOException("the connection was closed");
                }
                in.flip();
                while (in.remaining() >= 9) {
                    int at = in.position();
                    int length = (in.get(at) & 0xff) << 16 | in.getShort(at + 1) & 0xffff;
                    if (in.remaining() < 9 + length) {
                        break;
                    }
                    int type = in.get(at + 3);
                    boolean end = (in.get(at + 4) & 1) != 0 && (type == 0 || type == 1);
                    assertTrue(type != 7 && type != 3, "no GOAWAY and no RST_STREAM");
                    if (type == 0) {
                        unacknowledged += length;
                    }
                    ended += end ? 1 : 0;
                    in.position(at + 9 + length);
                }
                in.compact();
            }
            assertEquals(streams, ended);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
