package dev.weir.soak;

import dev.weir.wire.testkit.Http2Wire;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;

/** A client that asks one thing after the other. Not thread-safe. */
interface Caller extends Closeable {
    /** The most time for one answer: far more than any needs. */
    Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Asks.
     *
     * @return the content of an answer of 200
     * @throws IOException when there was none, or another
     */
    byte[] ask(Question question) throws IOException;

    /** One that goes by a route. The JDK's client knows no HTTP/2 without TLS that begins at once. */
    static Caller by(Route route, ServerProcess server) throws IOException {
        return route == Route.H2C ? new Frames(server) : new Jdk(route, server);
    }

    /** The JDK's client. */
    final class Jdk implements Caller {
        private final HttpClient client;
        private final URI base;
        private final HttpClient.Version version;

        Jdk(Route route, ServerProcess server) {
            version = route.http2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
            client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(TrustingTls.context())
                    .build();
            base = URI.create((route.tls() ? "https" : "http") + "://localhost:" + route.port(server));
        }

        @Override
        public byte[] ask(Question question) throws IOException {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(question.path()))
                    .timeout(PATIENCE)
                    .method(
                            question.method(),
                            question.content().length == 0
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(question.content()))
                    .build();
            try {
                HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200 || answer.version() != version) {
                    throw new IOException(
                            request + " was answered with " + answer.statusCode() + " over " + answer.version());
                }
                return answer.body();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            client.shutdownNow();
            client.close();
        }
    }

    /** A client of HTTP/2 without TLS, frame by frame. */
    final class Frames implements Caller {
        private static final int FRAME = 16 * 1024;

        private final Http2Wire wire;
        private int stream = -1;

        Frames(ServerProcess server) throws IOException {
            wire = Http2Wire.begin(Route.H2C.dial(server).connect());
        }

        @Override
        public byte[] ask(Question question) throws IOException {
            stream += 2;
            byte[] content = question.content();
            wire.request(stream, content.length == 0, question.method(), question.path());
            // No question is larger than the windows that the server begins with.
            for (int at = 0; at < content.length; at += FRAME) {
                int end = Math.min(content.length, at + FRAME);
                wire.frame(
                        Http2Wire.DATA,
                        end == content.length ? Http2Wire.END_STREAM : 0,
                        stream,
                        Arrays.copyOfRange(content, at, end));
            }
            return answer();
        }

        private byte[] answer() throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            boolean ended = false;
            while (!ended) {
                Http2Wire.Frame frame = wire.read();
                if (frame == null) {
                    throw new IOException("the connection has ended\n" + wire.transcript());
                }
                switch (frame.type()) {
                    case Http2Wire.HEADERS -> {
                        if (!"200".equals(frame.field(":status"))) {
                            throw new IOException("answered with " + frame);
                        }
                    }
                    case Http2Wire.DATA -> {
                        content.writeBytes(frame.payload());
                        if (frame.payload().length > 0) {
                            // What has been read is room for more.
                            wire.window(0, frame.payload().length);
                            if (!frame.ends()) {
                                wire.window(frame.stream(), frame.payload().length);
                            }
                        }
                    }
                    case Http2Wire.PING -> {
                        if ((frame.flags() & Http2Wire.ACK) == 0) {
                            wire.frame(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
                        }
                    }
                    case Http2Wire.WINDOW_UPDATE -> {}
                    default -> throw new IOException("something else than an answer: " + frame);
                }
                ended = frame.ends();
            }
            return content.toByteArray();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }
}
