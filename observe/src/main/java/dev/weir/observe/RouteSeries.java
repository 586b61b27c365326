package dev.weir.observe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The series of one route. There are few, so that looking at each is the fastest way to one.
 *
 * <p><b>Threads.</b> Any thread finds; {@link Metrics} adds under its lock.
 */
final class RouteSeries {
    final String route;
    /** Replaced when one is added. */
    private volatile RequestSeries[] all = {};

    RouteSeries(String route) {
        this.route = route;
    }

    @Nullable
    RequestSeries find(int code) {
        for (RequestSeries series : all) {
            if (series.code == code) {
                return series;
            }
        }
        return null;
    }

    void add(RequestSeries series) {
        RequestSeries[] more = Arrays.copyOf(all, all.length + 1);
        more[more.length - 1] = series;
        all = more;
    }

    RequestSeries[] all() {
        return all;
    }
}
