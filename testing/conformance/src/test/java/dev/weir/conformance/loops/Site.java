package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.wire.testkit.Http2Wire;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A server as of a setup: it answers {@code /small} with that word, and leaves the rest to a test's own handler. */
final class Site implements AutoCloseable {
    /** Threads that were relieved and are about to wait for a loop are not counted as detached. */
    private static final int ABOUT_TO_WAIT = 8;

    final Setup setup;
    final Server server;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Site(Setup setup, Handler handler) throws IOException {
        this(setup, builder -> builder, handler);
    }

    Site(Setup setup, UnaryOperator<dev.weir.http.core.ServerBuilder> more, Handler handler) throws IOException {
        this.setup = setup;
        this.server = Servers.start(builder -> more.apply(setup.configure(builder)), (w, r) -> {
            if (r.path().equals("/small")) {
                w.write("small");
            } else {
                handler.serve(w, r);
            }
        });
    }

    // ---- clients, which are closed with the site

    Client client() throws IOException {
        return keep(setup.connect(server.port()));
    }

    Wire wire() throws IOException {
        return keep(new Wire(setup.socket(server.port())));
    }

    Http2Wire http2Wire(int... settings) throws IOException {
        return keep(Http2Wire.begin(setup.socket(server.port()), settings));
    }

    <T extends AutoCloseable> T keep(T client) {
        opened.add(client);
        return client;
    }

    /** Asks for something, whose answer is read later. */
    Call get(Client client, String path) throws IOException {
        return keep(client.open("GET", path, List.of(), 0));
    }

    /**
     * Asks for one thing often, over HTTP/2 so many times on a connection.
     *
     * @param path in which a {@code #} stands for the number
     */
    List<Call> crowd(int calls, int aConnection, String path) throws IOException {
        List<Call> all = new ArrayList<>(calls);
        Client client = null;
        for (int i = 0; i < calls; i++) {
            if (i % aConnection == 0) {
                client = client();
            }
            all.add(get(client, path.replace("#", "" + i)));
        }
        return all;
    }

    /** The status and content of an answer. */
    static String answer(Call call) throws IOException {
        Reply reply = call.reply();
        return reply.status() + " " + new String(reply.readAll(), StandardCharsets.ISO_8859_1);
    }

    // ---- what must hold

    /** Each loop answers on new connections, which the loops get in turn. */
    void assertServes() throws IOException {
        for (int i = 0; i < 2 * setup.loops(); i++) {
            try (Client client = setup.connect(server.port());
                    Call call = client.open("GET", "/small", List.of(), 0)) {
                assertEquals("200 small", answer(call), () -> "" + server.stats());
            }
        }
    }

    void await(String what, Predicate<ServerStats> so) {
        Servers.await(() -> so.test(server.stats()), () -> setup + ": not " + what + ": " + server.stats());
    }

    void awaitRunning(int handlers) {
        await(handlers + " handlers", stats -> stats.runningHandlers() == handlers);
    }

    /** No handler runs, and every thread has come back. */
    void awaitQuiet() {
        await("quiet", stats -> stats.runningHandlers() == 0 && stats.detachedThreads() == 0);
    }

    /** However many handlers stand still, only so many threads of the platform do. */
    void assertThreadsAreBounded() {
        long detached = server.stats().detachedThreads();
        assertTrue(detached <= setup.mostDetached(), () -> "" + server.stats());
        int threads = loopThreads();
        assertTrue(threads >= setup.loops(), () -> threads + " threads");
        assertTrue(
                threads <= setup.loops() + setup.mostDetached() + ABOUT_TO_WAIT,
                () -> threads + " threads: " + server.stats());
    }

    private int loopThreads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return (int) Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .filter(name -> name.startsWith("weir-loop-") && name.contains(":" + server.port() + "-"))
                .count();
    }

    /** Lets clients go; the server stays. */
    void leave() throws IOException {
        for (AutoCloseable client : opened.reversed()) {
            try {
                client.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        opened.clear();
    }

    /** Closes all, and waits until nothing of the server is left. */
    @Override
    public void close() throws IOException {
        server.close();
        leave();
        Servers.awaitNoConnections(server);
        Servers.await(() -> loopThreads() == 0, () -> setup + ": " + loopThreads() + " threads are left");
    }
}
