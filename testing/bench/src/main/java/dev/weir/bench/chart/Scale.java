package dev.weir.bench.chart;

import java.util.List;
import java.util.Locale;

/**
 * A chart of how cost grows with a number.
 *
 * @param file the name of its file
 * @param axis what the number counts
 * @param prefix what the names of its workloads begin with; what follows is the number
 * @param costs how costs are laid out
 * @param unit what the number is
 * @param servers whose lines there are
 */
record Scale(String file, String title, String axis, String prefix, Costs costs, Unit unit, List<String> servers) {
    /** How costs are laid out. */
    enum Costs {
        /** In even steps from 0 on. */
        EVEN,
        /** By powers of ten, where the dearest is many times the cheapest. */
        POWERS
    }

    /** How the number is written. */
    enum Unit {
        COUNT,
        BYTES
    }

    private static final List<String> ALL = List.of("weir", "netty", "nginx");
    /** Netty has no router. */
    private static final List<String> ROUTERS = List.of("weir", "nginx", "undertow", "helidon", "javalin");

    /** All that there are, in the order of the page that shows them. */
    static final List<Scale> CHARTS = List.of(
            count("scale-connections", "Cost and connections", "connections of HTTP/1.1", "scale-h1-"),
            count("scale-streams", "Cost and streams", "streams on each of 8 connections", "scale-h2c-"),
            new Scale(
                    "scale-routes.svg",
                    "Cost and routes",
                    "routes of the router",
                    "scale-routes-",
                    Costs.POWERS,
                    Unit.COUNT,
                    ROUTERS),
            count("scale-fields", "Cost and fields, HTTP/1.1", "more fields in a request", "scale-fields-h1-"),
            count("scale-fields-http2", "Cost and fields, HTTP/2", "more fields in a request", "scale-fields-h2c-"),
            bytes("scale-bytes", "Cost and content, HTTP/1.1", "length of the answer", "scale-bytes-h1-"),
            bytes("scale-bytes-http2", "Cost and content, HTTP/2", "length of the answer", "scale-bytes-h2c-"),
            bytes("scale-echo", "Cost and echo, HTTP/1.1", "length of request and answer", "scale-echo-h1-"),
            bytes("scale-echo-http2", "Cost and echo, HTTP/2", "length of request and answer", "scale-echo-h2c-"));

    private static Scale count(String file, String title, String axis, String prefix) {
        return new Scale(file + ".svg", title, axis, prefix, Costs.EVEN, Unit.COUNT, ALL);
    }

    private static Scale bytes(String file, String title, String axis, String prefix) {
        return new Scale(file + ".svg", title, axis, prefix, Costs.POWERS, Unit.BYTES, ALL);
    }

    /** A number as the axis has it. */
    String number(int value) {
        if (unit == Unit.COUNT) {
            return String.format(Locale.ROOT, "%,d", value);
        }
        return value < 1 << 20 ? (value >> 10) + " KiB" : (value >> 20) + " MiB";
    }
}
