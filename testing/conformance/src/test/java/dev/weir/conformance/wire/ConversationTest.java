package dev.weir.conformance.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.ContentException;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How long a client may be silent whose request and response go on together, as with a bidirectional stream of gRPC. The
 * server has no rate and no {@code readTimeout} unless a test sets them, so that only what it is about can end a read.
 * {@link SilenceTest} has what takes longer.
 */
class ConversationTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    /** Where something has to be done before the time is over. */
    private static final Duration AMPLE = Duration.ofMillis(1500);

    enum Over {
        HTTP1,
        HTTP2;

        Client ask(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            return this == HTTP1 ? new Chunks(socket) : new Frames(socket);
        }
    }

    /** A client that has sent the head of a request and nothing of its content. */
    private interface Client extends Closeable {
        void send(String content) throws IOException;

        void end() throws IOException;
    }

    private record Chunks(Wire wire) implements Client {
        Chunks(Socket socket) throws IOException {
            this(new Wire(socket));
            wire.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        @Override
        public void send(String content) throws IOException {
            wire.send(Integer.toHexString(content.length()) + "\r\n" + content + "\r\n");
        }

        @Override
        public void end() throws IOException {
            wire.send("0\r\n\r\n");
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private record Frames(Http2Wire wire) implements Client {
        Frames(Socket socket) throws IOException {
            this(Http2Wire.begin(socket));
            wire.request(1, false, "POST", "/");
        }

        @Override
        public void send(String content) throws IOException {
            wire.data(1, false, content);
        }

        @Override
        public void end() throws IOException {
            wire.data(1, true, "");
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private interface Play {
        void with(Talk talk, ResponseWriter w, Request r) throws Exception;
    }

    /** A server, a client that has asked, and what the handler reads. */
    private static final class Talk implements AutoCloseable {
        private final BlockingQueue<String> notes = new LinkedBlockingQueue<>();
        private final Server server;
        final Client client;

        Talk(Over over, UnaryOperator<ServerBuilder> settings, Play play) throws IOException {
            server = settings.apply(Server.builder()
                            .address("127.0.0.1:0")
                            .errorLog(Servers.LOG)
                            .minRequestRate(0)
                            .handler((w, r) -> play.with(this, w, r)))
                    .build();
            server.start();
            client = over.ask(server.port());
        }

        /** Notes what is read up to the end of the content, or what ends it before. */
        void read(Request r) throws IOException {
            try {
                for (int b = r.content().read(); b >= 0; b = r.content().read()) {
                    notes.add("" + (char) b);
                }
                notes.add("the end");
            } catch (ContentException e) {
                notes.add(e.reason().name());
            }
        }

        /** Has another thread read, and returns when it waits. */
        Thread readAside(Request r) {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    read(r);
                } catch (IOException e) {
                    notes.add(e.toString());
                }
            });
            Set<Thread.State> waits = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
            Servers.await(() -> waits.contains(reader.getState()), () -> "is not waiting: " + reader.getState());
            return reader;
        }

        void expect(String note) throws InterruptedException {
            assertEquals(note, notes.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS));
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static ServerBuilder shortIdle(ServerBuilder b) {
        return b.idleTimeout(SHORT);
    }

    private static ServerBuilder ampleIdle(ServerBuilder b) {
        return b.idleTimeout(AMPLE);
    }

    /** Each wait anew, however many there are. */
    @ParameterizedTest
    @EnumSource
    void silenceIsBoundedByIdleTimeout(Over over) throws Exception {
        try (Talk talk = new Talk(over, ConversationTest::ampleIdle, (t, w, r) -> {
            w.flush();
            t.read(r);
        })) {
            for (int i = 0; i < 5; i++) {
                Thread.sleep(AMPLE.toMillis() / 4);
                talk.client.send("x");
                talk.expect("x");
            }
            talk.expect("TIMEOUT");
        }
    }

    /** An upload is none, however long the connection may be idle: without rate and deadline it takes what it takes. */
    @ParameterizedTest
    @EnumSource
    void anUploadIsNotBoundedByIdleTimeout(Over over) throws Exception {
        try (Talk talk = new Talk(over, ConversationTest::shortIdle, (t, w, r) -> t.read(r))) {
            Thread.sleep(3 * SHORT.toMillis());
            talk.client.send("x");
            talk.expect("x");
            talk.client.end();
            talk.expect("the end");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWaitThatBeganBeforeTheFlush(Over over) throws Exception {
        try (Talk talk = new Talk(over, ConversationTest::shortIdle, (t, w, r) -> {
            Thread reader = t.readAside(r);
            w.flush();
            reader.join();
        })) {
            talk.expect("TIMEOUT");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherThreadReads(Over over) throws Exception {
        try (Talk talk = new Talk(over, ConversationTest::ampleIdle, (t, w, r) -> {
            w.flush();
            t.readAside(r).join();
        })) {
            talk.client.send("x");
            talk.expect("x");
            talk.expect("TIMEOUT");
        }
    }

    /** The handler's word counts for more than that of the server. */
    @ParameterizedTest
    @EnumSource
    void aRateOfItsOwnTakesThePlaceOfIdleTimeout(Over over) throws Exception {
        try (Talk talk = new Talk(over, ConversationTest::shortIdle, (t, w, r) -> {
            w.minRequestRate(0);
            w.flush();
            t.read(r);
        })) {
            Thread.sleep(3 * SHORT.toMillis());
            talk.client.send("x");
            talk.expect("x");
            talk.client.end();
            talk.expect("the end");
        }
    }

    /** Also for a wait that goes on. */
    @ParameterizedTest
    @EnumSource
    void aRateThatIsSetMeanwhile(Over over) throws Exception {
        try (Talk talk = new Talk(over, ConversationTest::ampleIdle, (t, w, r) -> {
            w.flush();
            Thread reader = t.readAside(r);
            w.minRequestRate(0);
            reader.join();
        })) {
            Thread.sleep(AMPLE.toMillis() + 500);
            talk.client.send("x");
            talk.expect("x");
            talk.client.end();
            talk.expect("the end");
        }
    }

    /** The deadline that the handler sets bounds a wait without a rate, one that has begun before too. */
    @ParameterizedTest
    @EnumSource
    void aDeadlineBoundsWhatHasNoRate(Over over) throws Exception {
        try (Talk talk = new Talk(over, UnaryOperator.identity(), (t, w, r) -> {
            w.minRequestRate(0);
            Thread reader = t.readAside(r);
            w.readDeadline(Duration.ofMillis(50));
            reader.join();
        })) {
            talk.expect("TIMEOUT");
        }
    }

    /** It bounds a conversation as well, whichever comes first. */
    @ParameterizedTest
    @EnumSource
    void readTimeoutBoundsAConversation(Over over) throws Exception {
        try (Talk talk = new Talk(over, b -> b.readTimeout(SHORT).idleTimeout(Duration.ofHours(1)), (t, w, r) -> {
            w.flush();
            t.read(r);
        })) {
            talk.expect("TIMEOUT");
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutIdleTimeoutSilenceLastsAsLongAsItLikes(Over over) throws Exception {
        try (Talk talk =
                new Talk(over, b -> b.idleTimeout(Duration.ZERO).readHeaderTimeout(Duration.ZERO), (t, w, r) -> {
                    w.flush();
                    t.read(r);
                })) {
            Thread.sleep(2 * SHORT.toMillis());
            talk.client.send("x");
            talk.expect("x");
            talk.client.end();
            talk.expect("the end");
        }
    }
}
