package dev.weir.observe.internal;

import dev.weir.http.core.ConnectionView;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.SessionView;
import dev.weir.http.core.spi.StreamView;
import java.util.function.ToLongFunction;

/** What is to be seen of streams and windows of HTTP/2, each under one name in all metrics. */
public enum StreamMeasure {
    /** Of both sides. */
    OPEN("weir.streams.open", "Streams of HTTP/2 that are open.", "{stream}", Seen::open),
    /** Their clients do not read, or give little room at once. */
    SHUT_STREAMS(
            "weir.streams.shut_windows",
            "Streams whose client lets nothing be sent, as their own window is used up.",
            "{stream}",
            Seen::shutStreams),
    /** All streams of such a connection wait. */
    SHUT_CONNECTIONS(
            "weir.connections.shut_windows",
            "Connections with open streams whose client lets nothing be sent on any.",
            ServerMeasure.Unit.CONNECTIONS.code(),
            Seen::shutConnections);

    /** How many connections of a server are looked at, and how many streams of each. */
    static final int MOST = 1000;

    /**
     * What is there at a moment.
     *
     * @param open streams
     * @param shutStreams of those, whose own window is used up
     * @param shutConnections whose window is used up
     */
    public record Seen(long open, long shutStreams, long shutConnections) {}

    private final String text;
    private final String help;
    private final String unit;
    private final ToLongFunction<Seen> value;

    StreamMeasure(String text, String help, String unit, ToLongFunction<Seen> value) {
        this.text = text;
        this.help = help;
        this.unit = unit;
        this.value = value;
    }

    /**
     * Returns the name.
     *
     * @return words with points between
     */
    public String text() {
        return text;
    }

    /**
     * Returns what it is.
     *
     * @return a sentence
     */
    public String help() {
        return help;
    }

    /**
     * Returns what is counted, by UCUM.
     *
     * @return the unit's sign
     */
    public String unit() {
        return unit;
    }

    /**
     * Returns the value.
     *
     * @param seen what is there
     * @return how many
     */
    public long of(Seen seen) {
        return value.applyAsLong(seen);
    }

    /**
     * Looks at servers: at the first 1,000 connections of each, those first that serve requests.
     *
     * @param servers any number of them
     * @return the sums
     */
    public static Seen look(Iterable<Server> servers) {
        long open = 0;
        long shutStreams = 0;
        long shutConnections = 0;
        for (Server server : servers) {
            for (ConnectionView connection : server.view(MOST).connections()) {
                SessionView session = connection.session();
                // Protocols without streams have no windows.
                if (session.mostStreams() > 0) {
                    open += session.openStreams();
                    shutConnections += session.openStreams() > 0 && session.sendWindow() <= 0 ? 1 : 0;
                    for (StreamView stream : session.streams()) {
                        shutStreams += stream.sendWindow() <= 0 ? 1 : 0;
                    }
                }
            }
        }
        return new Seen(open, shutStreams, shutConnections);
    }
}
