package dev.weir.observe.internal;

import dev.weir.http.api.RequestEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What metrics hold for each series of requests. There are at most so many: above, all that is new is one series, so that no client
 * can fill the memory.
 *
 * <p><b>Threads.</b> Thread-safe; a request takes no lock, but for the first of its kind.
 *
 * @param <T> what there is for a series
 */
public final class SeriesTable<T> {
    /** What metrics have where nothing else is said. */
    public static final int MOST_SERIES = 2000;

    /** A series of a route. */
    private record Entry<T>(int code, T value) {}

    /** The series of one route. There are few, so that looking at each is the fastest way to one. */
    private static final class Route<T> {
        final String name;
        /** Replaced when one is added, under the table's lock. */
        private volatile List<Entry<T>> all = List.of();

        Route(String name) {
            this.name = name;
        }

        @Nullable
        T find(int code) {
            List<Entry<T>> entries = all;
            for (int i = 0; i < entries.size(); i++) {
                Entry<T> entry = entries.get(i);
                if (entry.code == code) {
                    return entry.value;
                }
            }
            return null;
        }
    }

    private final int most;
    private final Function<SeriesKey, T> maker;
    /** By pattern. Written under the lock. */
    private final ConcurrentHashMap<String, Route<T>> patterns = new ConcurrentHashMap<>();
    /** By route, which more than one pattern may have. Written under the lock. */
    private final ConcurrentHashMap<String, Route<T>> routes = new ConcurrentHashMap<>();

    private final Object lock = new Object();
    /** Guarded by lock. */
    private int made;
    /** What is above the most series; null until then. Written under the lock. */
    private volatile @Nullable T overflow;

    /**
     * Makes a table.
     *
     * @param most the most series, 1 or more, without the one for what is above
     * @param maker makes what there is for a series; called under a lock, once for each
     * @throws IllegalArgumentException for less than 1
     */
    public SeriesTable(int most, Function<SeriesKey, T> maker) {
        if (most < 1) {
            throw new IllegalArgumentException("metrics have 1 series or more, not " + most);
        }
        this.most = most;
        this.maker = maker;
    }

    /**
     * Finds or makes what there is for a request's series.
     *
     * @param end the request's end
     * @return the value
     */
    public T of(RequestEnd end) {
        int code = SeriesCode.of(end);
        Route<T> route = patterns.get(end.pattern());
        T found = route == null ? null : route.find(code);
        return found != null ? found : make(end.pattern(), code);
    }

    private T make(String pattern, int code) {
        synchronized (lock) {
            Route<T> route = patterns.get(pattern);
            T found = route == null ? null : route.find(code);
            if (found == null && made < most) {
                if (route == null) {
                    route = routes.computeIfAbsent(Names.route(pattern), Route::new);
                    patterns.put(pattern, route);
                    found = route.find(code);
                }
                if (found == null) {
                    found = maker.apply(SeriesCode.key(route.name, code));
                    List<Entry<T>> more = new ArrayList<>(route.all);
                    more.add(new Entry<>(code, found));
                    route.all = List.copyOf(more);
                    made++;
                }
            }
            return found != null ? found : overflow();
        }
    }

    /** Called under the lock. */
    private T overflow() {
        T value = overflow;
        if (value == null) {
            value = maker.apply(SeriesKey.OVERFLOW);
            overflow = value;
        }
        return value;
    }

    /**
     * Returns all there is.
     *
     * @return the values by route, and last the one for what is above the most series, if there is any
     */
    public List<T> all() {
        List<T> values = new ArrayList<>();
        for (Route<T> route : new TreeMap<>(routes).values()) {
            for (Entry<T> entry : route.all) {
                values.add(entry.value);
            }
        }
        T above = overflow;
        if (above != null) {
            values.add(above);
        }
        return values;
    }
}
