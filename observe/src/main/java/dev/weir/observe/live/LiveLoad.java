package dev.weir.observe.live;

import dev.weir.http.api.RequestEnd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The requests of the last second by route, while somebody looks.
 *
 * <p><b>Threads.</b> Any thread adds; one takes.
 */
final class LiveLoad implements Consumer<RequestEnd> {
    /** More routes than that are one. */
    static final int MOST_ROUTES = 100;

    static final String OTHER = "_OTHER";
    private static final int SERVER_ERROR = 500;

    /** What there was since the last time, of a route or of all. */
    record Part(String route, long count, long errors, long p50, long p90, long p99, long most) {
        static Part of(String route, long errors, int[] sums) {
            long count = 0;
            long most = 0;
            for (int i = 0; i < sums.length; i++) {
                count += sums[i];
                most = sums[i] == 0 ? most : Durations.micros(i);
            }
            return new Part(
                    route,
                    count,
                    errors,
                    Durations.percentile(sums, 0.5),
                    Durations.percentile(sums, 0.9),
                    Durations.percentile(sums, 0.99),
                    most);
        }
    }

    private static final class OfRoute {
        final Durations durations = new Durations();
        final AtomicInteger errors = new AtomicInteger();
    }

    private final UnaryOperator<String> routeOf;
    private final ConcurrentHashMap<String, OfRoute> routes = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, OfRoute> patterns = new ConcurrentHashMap<>();
    private final OfRoute other = new OfRoute();

    /** @param routeOf makes a route's name of its pattern */
    LiveLoad(UnaryOperator<String> routeOf) {
        this.routeOf = routeOf;
    }

    @Override
    public void accept(RequestEnd end) {
        OfRoute route = patterns.get(end.pattern());
        if (route == null) {
            route = find(end.pattern());
        }
        // A tunnel lasts as long as its client likes.
        if (end.outcome() != RequestEnd.Outcome.TUNNEL) {
            route.durations.add(end.duration().toNanos());
        }
        if (end.status() >= SERVER_ERROR || end.outcome() == RequestEnd.Outcome.ABORTED) {
            route.errors.incrementAndGet();
        }
    }

    /** Patterns are the program's own, so that there are few; but nothing here grows without a bound. */
    private OfRoute find(String pattern) {
        if (patterns.size() >= 4 * MOST_ROUTES || routes.size() >= MOST_ROUTES) {
            return other;
        }
        OfRoute route = routes.computeIfAbsent(routeOf.apply(pattern), _ -> new OfRoute());
        patterns.put(pattern, route);
        return route;
    }

    /** Returns what came since the last time: first all together, then the routes that had any, the busiest first. */
    List<Part> take() {
        List<Part> parts = new ArrayList<>();
        int[] all = new int[Durations.BUCKETS];
        long errors = 0;
        routes.put(OTHER, other);
        for (var e : routes.entrySet()) {
            int[] sums = new int[Durations.BUCKETS];
            e.getValue().durations.take(sums);
            int failed = e.getValue().errors.getAndSet(0);
            errors += failed;
            for (int i = 0; i < sums.length; i++) {
                all[i] += sums[i];
            }
            Part part = Part.of(e.getKey(), failed, sums);
            if (part.count > 0 || failed > 0) {
                parts.add(part);
            }
        }
        parts.sort(Comparator.comparingLong(Part::count).reversed().thenComparing(Part::route));
        parts.addFirst(Part.of("", errors, all));
        return parts;
    }
}
