package dev.weir.soak.cluster;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients of a cluster, all at once: sessions that count their visits by POST, which nobody may repeat; requests that take a while;
 * connections that are kept; WebSockets that come again when they are told to go; wrk and h2load.
 *
 * <p><b>Threads.</b> Each client has one; {@link #stop} is called once.
 */
final class Traffic implements AutoCloseable {
    private static final Pattern VISITS = Pattern.compile("instance (\\d+), .*, visits (\\d+)\n");
    private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded, 0 failed, 0 errored, 0 timeout");
    private static final Pattern WRK = Pattern.compile("(\\d+) requests in ");
    private static final long SLOW_NANOS = 1_000_000_000L;

    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Set<String> instances = new ConcurrentSkipListSet<>();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean running = true;

    Traffic(int port) {
        this.port = port;
    }

    /** Starts the clients. */
    Traffic start(int each) {
        for (int i = 0; i < each; i++) {
            start("session", this::session);
            start("slow request", this::slow);
            start("kept connection", this::kept);
            start("WebSocket", this::webSocket);
        }
        return this;
    }

    private interface Client {
        void run(String name) throws Exception;
    }

    private void start(String name, Client client) {
        threads.add(Thread.ofPlatform().name(name).start(() -> {
            while (running) {
                long from = System.nanoTime();
                try {
                    client.run(name);
                } catch (Exception e) {
                    faults.add(name + ", after " + (System.nanoTime() - from) / 1_000_000 + " ms: " + e);
                    pause(20);
                }
            }
        }));
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void count(String what) {
        counts.computeIfAbsent(what, _ -> new AtomicLong()).incrementAndGet();
    }

    /** Notes how long something took. */
    private void took(long from) {
        long nanos = System.nanoTime() - from;
        longest.accumulateAndGet(nanos, Math::max);
        if (nanos > SLOW_NANOS) {
            count("answers after more than a second");
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    }

    // ---- the clients

    /** Each visit is one more than the last, whichever instance answers. */
    private void session(String name) throws Exception {
        try (HttpClient client = client().cookieHandler(new CookieManager()).build()) {
            for (int visits = 1; running; visits++) {
                long from = System.nanoTime();
                HttpResponse<String> answer = client.send(
                        request("/visits").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
                took(from);
                Matcher matcher = VISITS.matcher(answer.body());
                if (answer.statusCode() != 200 || !matcher.matches()) {
                    throw new IOException(answer.statusCode() + " " + answer.body());
                }
                instances.add(matcher.group(1));
                if (!matcher.group(2).equals("" + visits)) {
                    throw new IOException("the session is lost: " + answer.body() + "in place of " + visits);
                }
                count(name + ": answers");
                pause(5);
            }
        }
    }

    /** Some are under way whenever a server goes. */
    private void slow(String name) throws Exception {
        try (HttpClient client = client().build()) {
            while (running) {
                HttpResponse<String> answer = client.send(request("/slow/700").build(), BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IOException(answer.statusCode() + " " + answer.body());
                }
                count(name + ": answers");
            }
        }
    }

    /** Asks on one connection as long as it is kept; one that ends without having said so is a fault. */
    private void kept(String name) throws Exception {
        try (Wire wire = Wire.to(port)) {
            boolean last = false;
            while (!last && running) {
                long from = System.nanoTime();
                wire.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
                Answer answer = wire.answer(false);
                took(from);
                if (answer.status() != 200 || !answer.body().equals("hello")) {
                    throw new IOException(answer.status() + " " + answer.body());
                }
                count(name + ": answers");
                last = answer.connection("close");
                pause(5);
            }
        }
    }

    private void webSocket(String name) throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        try (HttpClient client = client().build()) {
            WebSocket socket;
            try {
                socket = client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket of, int code, String reason) {
                                closed.complete(code);
                                return null;
                            }

                            @Override
                            public void onError(WebSocket of, Throwable error) {
                                closed.complete(1006);
                            }
                        })
                        .join();
            } catch (CompletionException e) {
                throw new IOException("no WebSocket: " + e.getCause(), e);
            }
            count(name + ": connected");
            while (running && !closed.isDone()) {
                pause(20);
            }
            if (!running && !closed.isDone()) {
                socket.abort();
            } else {
                count(name + ": closed with " + closed.join());
            }
        }
    }

    // ---- others' clients

    /** As fast as it can on two connections, until the end. */
    Process wrk(Processes processes, Path log) throws IOException {
        return processes.tool(
                log,
                "wrk",
                "-t",
                "1",
                "-c",
                "2",
                "-d",
                "3600s",
                "--timeout",
                "60s",
                "http://127.0.0.1:" + port + "/who");
    }

    /** What wrk has counted; what it says of failures is a fault. */
    void stopWrk(Process wrk) throws IOException, InterruptedException {
        Processes.signal("INT", wrk.pid());
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = WRK.matcher(said);
        if (!matcher.find() || said.contains("Socket errors") || said.contains("Non-2xx")) {
            faults.add("wrk: " + said);
        } else {
            counts.put("wrk: answers", new AtomicLong(Long.parseLong(matcher.group(1))));
        }
    }

    /** HTTP/2 in rounds, each over new connections, until the end. */
    void h2load(Processes processes, Path log) {
        counts.put("h2load: answers", new AtomicLong());
        start("h2load", _ -> {
            Process h2load = processes.tool(
                    log,
                    "h2load",
                    "-n",
                    "400",
                    "-c",
                    "2",
                    "-m",
                    "5",
                    "--rps",
                    "50",
                    "http://127.0.0.1:" + port + "/who");
            String said = new String(h2load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = SUCCEEDED.matcher(said);
            if (!matcher.find() || !said.contains(" 0 3xx, 0 4xx, 0 5xx")) {
                throw new IOException(said);
            }
            counts.get("h2load: answers").addAndGet(Long.parseLong(matcher.group(1)));
        });
    }

    // ---- what came of it

    /** Stops the clients when each has had its answer. */
    void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    List<String> faults() {
        return faults;
    }

    Set<String> instances() {
        return instances;
    }

    /** Waits until an instance answers that has not since this was called. */
    void awaitInstance(String name) {
        instances.remove(name);
        Servers.await(() -> instances.contains(name), () -> "instance " + name + " does not answer: " + this);
    }

    long count(String client, String what) {
        AtomicLong found = counts.get(client + ": " + what);
        return found == null ? 0 : found.get();
    }

    /** Drops what was found so far. */
    void forget() {
        faults.clear();
        counts.values().forEach(one -> one.set(0));
        longest.set(0);
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts) + ", longest wait " + longest.get() / 1_000_000 + " ms, faults " + faults;
    }

    @Override
    public void close() {
        running = false;
    }
}
