package dev.weir.conformance.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.http.core.Server;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What content that is echoed costs in memory, counted and not timed: an upload that is read as it comes allocates no more
 * for its length. The client allocates nothing; the cheapest of several rounds counts, as of {@link CostTest}. The bounds are
 * wide: how much content waits for its handler is for the scheduler to say.
 */
@Isolated("it counts what the whole process allocates")
class ContentCostTest {
    private static final int ROUNDS = 10;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Server start() throws IOException {
        return Servers.start(b -> b, (w, r) -> {
            w.header("Content-Length", Long.toString(r.contentLength()));
            r.content().transferTo(w);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 200, 8000",
        "16384, 100, 50000",
        "131072, 30, 100000",
        "1048576, 10, 500000",
        "16777216, 2, 4000000",
    })
    void anEchoOverHttp2(int length, int requests, long bound) throws Exception {
        try (Server server = start();
                Echo client = new Http2Echo(server.port(), length)) {
            within(client, length, requests, bound);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 200, 8000",
        "16384, 100, 80000",
        "131072, 30, 80000",
        "1048576, 10, 80000",
    })
    void anEchoOverHttp1(int length, int requests, long bound) throws Exception {
        try (Server server = start();
                Echo client = new Http1Echo(server.port(), length)) {
            within(client, length, requests, bound);
        }
    }

    private void within(Echo client, int length, int requests, long bound) throws IOException {
        client.repeat(requests);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > bound; round++) {
            long before = threads.getTotalThreadAllocatedBytes();
            client.repeat(requests);
            least = Math.min(least, (threads.getTotalThreadAllocatedBytes() - before) / requests);
        }
        String said = "an echo of " + length + " bytes allocates " + least + ", and may " + bound;
        System.out.println(said);
        assertTrue(least <= bound, said);
    }

    /** A connection that sends content and takes it back at the same time, one request after the other. */
    private abstract static class Echo implements AutoCloseable {
        private static final long PAUSE_NANOS = 50_000;

        final SocketChannel channel;
        final int length;
        final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024).limit(0);
        final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
        /** Of the request: what is to be sent. */
        int toSend;
        /** Of the answer. */
        boolean answered;

        Echo(int port, int length) throws IOException {
            this.length = length;
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
        }

        void repeat(int times) throws IOException {
            for (int i = 0; i < times; i++) {
                answered = false;
                out.compact();
                begin();
                out.flip();
                toSend = length;
                while (!answered) {
                    if (!progress()) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            }
        }

        /** Returns whether anything was sent or received. */
        private boolean progress() throws IOException {
            if (!out.hasRemaining()) {
                out.clear();
                fill();
                out.flip();
            }
            int sent = channel.write(out);
            int came = channel.read(in);
            if (came < 0) {
                throw new IOException("the connection was closed");
            }
            in.flip();
            take();
            in.compact();
            return sent + came > 0;
        }

        /** Puts the head into what is sent. */
        abstract void begin();

        /** Puts more into what is sent, if there is any. */
        abstract void fill();

        /** Takes what has come, as far as it is whole. */
        abstract void take();

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class Http1Echo extends Echo {
        private final byte[] head;
        private final byte[] content = new byte[16_384];
        private int left;
        /** How many bytes of the head's end were seen. */
        private int ofEnd;

        Http1Echo(int port, int length) throws IOException {
            super(port, length);
            head = ("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        void begin() {
            out.put(head);
            left = length;
            ofEnd = 0;
        }

        @Override
        void fill() {
            int n = Math.min(toSend, content.length);
            out.put(content, 0, n);
            toSend -= n;
        }

        @Override
        void take() {
            while (in.hasRemaining() && ofEnd < 4) {
                byte b = in.get();
                ofEnd = b == (ofEnd % 2 == 0 ? '\r' : '\n') ? ofEnd + 1 : 0;
            }
            left -= in.remaining();
            in.position(in.limit());
            answered = left == 0;
        }
    }

    private static final class Http2Echo extends Echo {
        private static final int FRAME = 16_384;

        private final byte[] content = new byte[FRAME];
        /** :method POST, :scheme http, :path /, and :authority and content-length that no table takes. */
        private final byte[] block;

        private int stream = -1;
        private int first = 65_535;
        private long ofStream;
        private long ofConnection = 65_535;
        private long unacknowledged;
        private boolean settings;

        Http2Echo(int port, int length) throws IOException {
            super(port, length);
            String digits = Integer.toString(length);
            block = HexFormat.of()
                    .parseHex("838684" + "0109" + hex("localhost") + "0f0d0" + digits.length() + hex(digits));
            out.clear();
            out.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            frame(6, 4, 0, 0);
            out.putShort((short) 4).putInt(1 << 30);
            windowUpdate(1 << 30);
            out.flip();
        }

        private static String hex(String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
        }

        private void frame(int size, int type, int flags, int id) {
            out.put((byte) (size >> 16)).putShort((short) size);
            out.put((byte) type).put((byte) flags).putInt(id);
        }

        private void windowUpdate(int octets) {
            frame(4, 8, 0, 0);
            out.putInt(octets);
        }

        @Override
        void begin() {
            stream += 2;
            ofStream = first;
            frame(block.length, 1, 4, stream);
            out.put(block);
        }

        @Override
        void fill() {
            if (settings) {
                settings = false;
                frame(0, 4, 1, 0);
            }
            if (unacknowledged > 1 << 29) {
                windowUpdate((int) unacknowledged);
                unacknowledged = 0;
            }
            for (int n = most(); n > 0 && out.remaining() >= 9 + n; n = most()) {
                toSend -= n;
                ofStream -= n;
                ofConnection -= n;
                frame(n, 0, toSend == 0 ? 1 : 0, stream);
                out.put(content, 0, n);
            }
        }

        private int most() {
            return (int) Math.min(Math.min(toSend, FRAME), Math.min(ofStream, ofConnection));
        }

        @Override
        void take() {
            while (in.remaining() >= 9) {
                int at = in.position();
                int size = (in.get(at) & 0xff) << 16 | in.getShort(at + 1) & 0xffff;
                if (in.remaining() < 9 + size) {
                    break;
                }
                int type = in.get(at + 3);
                int flags = in.get(at + 4);
                int id = in.getInt(at + 5);
                assertTrue(type != 7 && type != 3, "no GOAWAY and no RST_STREAM");
                switch (type) {
                    case 0, 1 -> {
                        unacknowledged += type == 0 ? size : 0;
                        answered |= (flags & 1) != 0;
                    }
                    case 4 -> settings(flags, at + 9, size);
                    case 8 -> {
                        int more = in.getInt(at + 9);
                        ofConnection += id == 0 ? more : 0;
                        ofStream += id != 0 && id == stream ? more : 0;
                    }
                    default -> {}
                }
                in.position(at + 9 + size);
            }
        }

        private void settings(int flags, int at, int size) {
            settings |= (flags & 1) == 0;
            for (int i = at; i < at + size; i += 6) {
                if (in.getShort(i) == 4) {
                    ofStream += in.getInt(i + 2) - first;
                    first = in.getInt(i + 2);
                }
            }
        }
    }
}
