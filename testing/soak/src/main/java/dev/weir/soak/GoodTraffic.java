package dev.weir.soak;

import dev.weir.attack.GoodClient;
import dev.weir.attack.GoodClient.Latency;
import dev.weir.wire.testkit.Dial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that do nothing wrong, over each route: one that asks for something small all the time, and one that asks all
 * other questions in turn.
 */
final class GoodTraffic {
    /** How long a client that asks for larger things rests in between. */
    private static final int PAUSE_MILLIS = 10;
    /** And how long after a failure. */
    private static final int AGAIN_MILLIS = 200;
    /** Small answers are looked at window by window: a stall shows in its own, and none is too long to be kept. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Latency NONE = new Latency(0, 0, 0, 0);

    /**
     * What came of one kind of question over one route.
     *
     * @param kind the route and the question
     * @param latency of the right answers; for small ones p50 and p99 are what nine of ten windows keep to
     * @param failures what was no right answer
     */
    record Row(String kind, Latency latency, List<String> failures) {}

    private GoodTraffic() {}

    /**
     * Sends it.
     *
     * @param machine what the machine itself takes, measured at the same time
     * @param timeline gets each window of small answers
     * @return all kinds, and as the last the machine itself
     */
    static List<Row> send(ServerProcess server, Duration time, GoodClient machine, Timeline timeline)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<Row> rows = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<List<Row>>> all = new ArrayList<>();
            for (Route route : Route.values()) {
                all.add(threads.submit(() -> List.of(small(route, server, end, timeline))));
                all.add(threads.submit(() -> larger(route, server, end)));
            }
            all.add(threads.submit(() -> List.of(windows("the machine itself", machine, end, timeline))));
            for (Future<List<Row>> one : all) {
                rows.addAll(one.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        return rows;
    }

    /** One request over each route, so that the server has done everything once before many come at the same time. */
    static void greet(ServerProcess server) throws IOException {
        for (Route route : Route.values()) {
            try (Caller caller = Caller.by(route, server)) {
                Question.ECHO.ask(caller);
            }
        }
    }

    private static Row small(Route route, ServerProcess server, long end, Timeline timeline)
            throws InterruptedException {
        String kind = route + " small";
        Dial dial = route.dial(server);
        try (GoodClient client = route.http2() ? GoodClient.http2(dial) : GoodClient.http1(dial)) {
            return windows(kind, client, end, timeline);
        } catch (IOException | AssertionError e) {
            return new Row(kind, NONE, List.of(String.valueOf(e)));
        }
    }

    private static Row windows(String kind, GoodClient client, long end, Timeline timeline)
            throws InterruptedException {
        List<Latency> windows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try {
            while (System.nanoTime() < end) {
                client.begin();
                Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 0, WINDOW.toMillis()));
                Latency window = client.latency(1);
                windows.add(window);
                timeline.p99(kind, window.p99());
            }
        } catch (AssertionError e) {
            failures.add(e.getMessage());
        }
        return new Row(kind, usual(windows), failures);
    }

    /**
     * All windows together: p50 and p99 are what nine of ten of them keep to. A machine that stands still for some
     * seconds is no fault of the server's; an attack that harms does so each time that it is played.
     */
    static Latency usual(List<Latency> windows) {
        if (windows.isEmpty()) {
            return NONE;
        }
        int at = (windows.size() - 1) * 9 / 10;
        return new Latency(
                windows.stream().mapToLong(Latency::answers).sum(),
                windows.stream()
                        .mapToLong(Latency::p50)
                        .sorted()
                        .skip(at)
                        .findFirst()
                        .orElseThrow(),
                windows.stream()
                        .mapToLong(Latency::p99)
                        .sorted()
                        .skip(at)
                        .findFirst()
                        .orElseThrow(),
                windows.stream().mapToLong(Latency::most).max().orElseThrow());
    }

    /** Begins again with a new connection after a failure. */
    private static List<Row> larger(Route route, ServerProcess server, long end) throws InterruptedException {
        Map<Question, Times> times = new EnumMap<>(Question.class);
        Map<Question, List<String>> failures = new EnumMap<>(Question.class);
        for (Question question : Question.values()) {
            times.put(question, new Times());
            failures.put(question, new ArrayList<>());
        }
        Question asked = Question.TEXT;
        while (System.nanoTime() < end) {
            try (Caller caller = Caller.by(route, server)) {
                while (System.nanoTime() < end) {
                    for (Question question : Question.values()) {
                        asked = question;
                        long start = System.nanoTime();
                        question.ask(caller);
                        times.get(question).add(System.nanoTime() - start);
                        Thread.sleep(PAUSE_MILLIS);
                    }
                }
            } catch (IOException | AssertionError e) {
                failures.get(asked).add(String.valueOf(e));
                Thread.sleep(AGAIN_MILLIS);
            }
        }
        return Arrays.stream(Question.values())
                .map(question -> new Row(
                        route + " " + question.name().toLowerCase(Locale.ROOT),
                        times.get(question).latency(),
                        failures.get(question)))
                .toList();
    }
}
