package dev.weir.observe.internal;

import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import java.util.function.ToLongFunction;

/**
 * What servers count themselves, each under one name in all metrics. What clients do by kind, {@link ServerStats#abuse}, is not
 * among them.
 */
public enum ServerMeasure {
    /** A name of OpenTelemetry's conventions. */
    ACTIVE_REQUESTS(
            "http.server.active_requests",
            Unit.REQUESTS,
            false,
            "Requests whose handler runs.",
            ServerStats::runningHandlers),
    /** Those in a handshake among them. */
    SOCKETS_OPEN(
            "weir.sockets.open",
            Unit.CONNECTIONS,
            false,
            "Connections that are open, those in a handshake among them.",
            ServerStats::openConnections),
    /** For rates without regard to routes. */
    REQUESTS_SERVED(
            "weir.requests.served",
            Unit.REQUESTS,
            true,
            "Requests whose handler has ended.",
            ServerStats::requestsServed),
    /** The client went. */
    REQUESTS_CANCELLED(
            "weir.requests.cancelled",
            Unit.REQUESTS,
            true,
            "Requests that were cancelled while their handler ran, as the client went away.",
            ServerStats::handlersCancelled),
    /** Whether or not the client heard of it. */
    HANDLERS_FAILED(
            "weir.handlers.failed",
            Unit.REQUESTS,
            true,
            "Handlers that threw what is no answer.",
            ServerStats::handlersFailed),
    /** WebSockets among them. */
    TUNNELS_OPEN(
            "weir.tunnels.open",
            Unit.TUNNELS,
            false,
            "Tunnels that are open, WebSockets among them.",
            ServerStats::openTunnels),
    /** Those that are open among them. */
    TUNNELS_ACCEPTED(
            "weir.tunnels.accepted",
            Unit.TUNNELS,
            true,
            "Tunnels that were accepted, WebSockets among them.",
            ServerStats::tunnels),
    /** What {@code maxBufferedBytes} bounds. */
    BUFFERED(
            "weir.buffered",
            Unit.BYTES,
            false,
            "Memory that is held for clients as they decide on it.",
            ServerStats::bufferedBytes),
    /** Above zero the bound was met. */
    MEMORY_REFUSALS(
            "weir.memory.refusals",
            Unit.TIMES,
            true,
            "Refusals to clients as no memory of that kind was left.",
            ServerStats::memoryRefusals),
    /** Of loops. */
    HAND_OVERS(
            "weir.loop.hand_overs",
            Unit.TIMES,
            true,
            "Loops given to another thread, as a handler stood still.",
            ServerStats::handOvers),
    /** Of platform threads. */
    DETACHED_THREADS(
            "weir.detached_threads",
            Unit.THREADS,
            false,
            "Threads that have led a loop and stand still.",
            ServerStats::detachedThreads),
    /** What has been learnt about handlers. */
    ON_VIRTUAL_THREADS(
            "weir.handlers.on_virtual_threads",
            Unit.REQUESTS,
            true,
            "Handlers that were given virtual threads in place of a loop.",
            ServerStats::handlersOnVirtualThreads),
    /** Connections that had reached their age. */
    AGED_CONNECTIONS(
            "weir.aged_connections",
            Unit.CONNECTIONS,
            true,
            "Connections that were told to end as they had reached their age.",
            ServerStats::agedConnections),
    /** In nanoseconds here. */
    LONGEST_STAY(
            "weir.longest_stay",
            Unit.SECONDS,
            false,
            "The longest that anything stayed on a loop.",
            s -> s.longestStay().toNanos());

    /** What {@code weir.response.stalled} is, which is counted by request. */
    public static final String STALLED =
            "Time that writes of responses have waited for their clients, of those that had to.";

    /** What is counted, by UCUM as OpenTelemetry has it. */
    public enum Unit {
        /** Requests. */
        REQUESTS("{request}"),
        /** Connections. */
        CONNECTIONS("{connection}"),
        /** Tunnels. */
        TUNNELS("{tunnel}"),
        /** Threads. */
        THREADS("{thread}"),
        /** How often something was done. */
        TIMES("1"),
        /** Bytes. */
        BYTES("By"),
        /** Seconds, which {@link ServerMeasure#of} has in nanoseconds. */
        SECONDS("s");

        private final String code;

        Unit(String code) {
            this.code = code;
        }

        /**
         * Returns the unit's sign.
         *
         * @return such as {@code By}
         */
        public String code() {
            return code;
        }
    }

    private final String text;
    private final Unit unit;
    private final boolean counter;
    private final String help;
    private final ToLongFunction<ServerStats> value;

    ServerMeasure(String text, Unit unit, boolean counter, String help, ToLongFunction<ServerStats> value) {
        this.text = text;
        this.unit = unit;
        this.counter = counter;
        this.help = help;
        this.value = value;
    }

    /**
     * Returns the name.
     *
     * @return words with points between, without the unit
     */
    public String text() {
        return text;
    }

    /**
     * Returns what is counted.
     *
     * @return the unit
     */
    public Unit unit() {
        return unit;
    }

    /**
     * Returns whether it only grows.
     *
     * @return false for what goes down too
     */
    public boolean counter() {
        return counter;
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
     * Returns the value.
     *
     * @param stats the counts of servers
     * @return in the unit, but nanoseconds for seconds
     */
    public long of(ServerStats stats) {
        return value.applyAsLong(stats);
    }

    /**
     * Adds up what servers count.
     *
     * @param servers any number of them
     * @return the sums
     */
    public static ServerStats sum(Iterable<Server> servers) {
        ServerStats sum = ServerStats.NONE;
        for (Server server : servers) {
            sum = sum.plus(server.stats());
        }
        return sum;
    }
}
