package dev.weir.observe;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.RequestListener;
import dev.weir.observe.internal.Names;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A line for each request that is over: for those included that no handler has seen, for tunnels when they end, and for requests
 * whose client has gone. It is a listener of the server:
 *
 * <pre>{@code
 * try (AccessLog log = AccessLog.builder().format(AccessLog.Format.JSON).file(Path.of("access.log")).build();
 *         Server server = Server.builder().handler(mux).requestListener(log).build()) {
 *     server.listenAndServe();
 * }
 * }</pre>
 *
 * <p>Lines are written by a thread of the log's own, within a tenth of a second. Between them and the requests stands a queue with
 * a bound: where the disk does not keep up, or is full, lines are {@linkplain #dropped() dropped and counted}, and requests go on.
 *
 * <p>Whatever a client sends, each request is one line of visible ASCII. In the common and combined format all else is escaped as
 * {@code \x0a}, quotes and backslashes as well; in JSON as <code>&#92;u000a</code>. Values of more than 2,048 characters are cut.
 *
 * <p>The client is the other end of the connection. Where a middleware finds out who is behind a proxy, {@linkplain #wrap wrap}
 * the handler inside of it, and the lines have what it has found.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class AccessLog implements RequestListener, Middleware, AutoCloseable {
    /** How lines look. */
    public enum Format {
        /** The common log format: client, user, time, request line, status, bytes. */
        COMMON,
        /** The common log format with referer and user agent, as nginx and Apache write it. */
        COMBINED,
        /** An object of JSON a line, with the chosen {@linkplain LogField fields}. */
        JSON
    }

    /** The request as a handler had it, for the end that it is of. */
    private record Seen(RequestEnd end, Request request) {}

    private final LineFormats formats;
    private final List<Function<Request, Optional<String>>> extras;
    /** The values of those where there are none. */
    private final @Nullable String[] noExtras;

    private final @Nullable Predicate<RequestEnd> filter;
    private final LogWriter writer;
    /** From the hook of {@link #wrap} to the listener, which one thread calls after the other. */
    @SuppressWarnings("ThreadLocalUsage") // of this log: there are few logs, and they live as long as the program
    private final ThreadLocal<@Nullable Seen> seen = new ThreadLocal<>();
    /** Whether anything is wrapped; the first request comes after that. */
    private volatile boolean wraps;

    private AccessLog(Builder b, LineSink sink) {
        LineStyle style = new LineStyle(
                b.format, b.shown(), List.copyOf(b.names), new AddressMask(b.bits4, b.bits6), b.hideQuery);
        formats = new LineFormats(() -> new LineFormat(style));
        extras = List.copyOf(b.extras);
        noExtras = new @Nullable String[extras.size()];
        filter = b.filter;
        writer = new LogWriter(b.capacity, sink);
    }

    /**
     * Begins the configuration of a log.
     *
     * @return a builder: combined format, to standard output
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Wraps a handler, so that lines have the request as that handler gets it: with the client's address that a middleware
     * around this has found, and with attributes. The log has to be the server's listener all the same, which writes the line.
     *
     * @param next what answers
     * @return the handler
     */
    @Override
    public Handler wrap(Handler next) {
        wraps = true;
        return (w, r) -> {
            w.onEnd(end -> seen.set(new Seen(end, r)));
            next.serve(w, r);
        };
    }

    @Override
    public void ended(RequestEnd end) {
        if (filter != null && !filter.test(end)) {
            return;
        }
        Request r = end.request().orElse(null);
        if (wraps) {
            Seen last = seen.get();
            seen.remove();
            if (last != null && last.end == end) {
                r = last.request;
            }
        }
        @Nullable String[] values = r == null || extras.isEmpty() ? noExtras : extras(r);
        LineFormat format = formats.take();
        try {
            writer.offer(format.line(end, r, values));
        } finally {
            formats.give(format);
        }
    }

    private @Nullable String[] extras(Request r) {
        @Nullable String[] values = new @Nullable String[extras.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = extras.get(i).apply(r).map(Names::cut).orElse(null);
        }
        return values;
    }

    /**
     * Goes on in the file that has the name now, after {@code logrotate} or the like has moved the other away: once this has
     * returned nothing is written to that any more. Does nothing where lines do not go to a file.
     *
     * @throws IOException where it cannot be opened; then lines go to the old one still
     */
    public void reopen() throws IOException {
        writer.reopen();
    }

    /**
     * Returns how many lines were written.
     *
     * @return lines
     */
    public long written() {
        return writer.written();
    }

    /**
     * Returns how many lines were lost: because the queue was full, they could not be written, or the log was closed.
     *
     * @return lines
     */
    public long dropped() {
        return writer.dropped();
    }

    /**
     * Writes the lines that wait, and ends the log. To be called once the server has ended; what comes later is dropped.
     *
     * @throws IOException where the file cannot be closed, or the lines are not written after 5 seconds
     */
    @Override
    public void close() throws IOException {
        writer.close();
    }

    /**
     * Configures a log.
     *
     * <p><b>Threads.</b> For one thread.
     */
    public static final class Builder {
        private static final int MOST_CAPACITY = 1 << 20;

        /** Where lines go. */
        private interface Opening {
            LineSink open() throws IOException;
        }

        private Format format = Format.COMBINED;
        private Opening sink = LineSink.ToStream::standardOutput;
        private Set<LogField> fields = Collections.unmodifiableSet(EnumSet.allOf(LogField.class));
        private final List<String> names = new ArrayList<>();
        private final List<Function<Request, Optional<String>>> extras = new ArrayList<>();
        private int bits4 = AddressMask.MOST_4;
        private int bits6 = AddressMask.MOST_6;
        private boolean hideQuery;
        private @Nullable Predicate<RequestEnd> filter;
        private int capacity = 8192;

        private Builder() {}

        /**
         * Sets how lines look. Default {@link Format#COMBINED}.
         *
         * @param value the format
         * @return this
         */
        public Builder format(Format value) {
            format = Objects.requireNonNull(value, "format");
            return this;
        }

        /**
         * Adds lines to a file, which is made where it is not there; its directory has to be. In place of standard output.
         *
         * @param path the file
         * @return this
         */
        public Builder file(Path path) {
            Objects.requireNonNull(path, "path");
            sink = () -> new LineSink.ToFile(path);
            return this;
        }

        /**
         * Gives each line to an SLF4J logger, at info. In place of standard output.
         *
         * @param name the logger's name
         * @return this
         */
        public Builder logger(String name) {
            Objects.requireNonNull(name, "name");
            sink = () -> new LineSink.ToLogger(LoggerFactory.getLogger(name));
            return this;
        }

        /**
         * Writes lines to a stream, which the log flushes and does not close. In place of standard output.
         *
         * @param out the stream
         * @return this
         */
        public Builder output(OutputStream out) {
            Objects.requireNonNull(out, "out");
            sink = () -> new LineSink.ToStream(out);
            return this;
        }

        /**
         * Sets what lines say. Default: all there is. Lines of JSON have these members, as far as there is a value. In the common
         * and combined format client, query, referer and user agent are missing where they are not named here, and the rest
         * is there always.
         *
         * @param values the fields
         * @return this
         */
        public Builder fields(LogField... values) {
            EnumSet<LogField> set = EnumSet.noneOf(LogField.class);
            set.addAll(List.of(values));
            fields = Collections.unmodifiableSet(set);
            return this;
        }

        /**
         * Adds a member to the lines of JSON. In the common and combined format {@code user.name} is the user, and others are
         * not shown. What a function throws costs that request its line.
         *
         * @param name the member's name, unlike those of {@link LogField}
         * @param value makes the value on the thread of the request, so it should be short
         * @return this
         */
        public Builder field(String name, Function<Request, Optional<String>> value) {
            for (LogField field : LogField.values()) {
                if (field.json.equals(name)) {
                    throw new IllegalArgumentException("the log has " + name + " already: choose another name");
                }
            }
            if (names.contains(name)) {
                throw new IllegalArgumentException("two fields " + name);
            }
            names.add(name);
            extras.add(Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Shortens clients' addresses: {@code maskClient(24, 48)} makes {@code 203.0.113.0} of {@code 203.0.113.77}. A client
         * that is no IP address, such as a proxy's word for it, is left out.
         *
         * @param bits4 how many bits to keep of IPv4, 0 to 32
         * @param bits6 how many bits to keep of IPv6, 0 to 128
         * @return this
         * @throws IllegalArgumentException outside of that
         */
        public Builder maskClient(int bits4, int bits6) {
            AddressMask mask = new AddressMask(bits4, bits6);
            this.bits4 = mask.bits4();
            this.bits6 = mask.bits6();
            return this;
        }

        /**
         * Shows three stars in place of each query: of the request's, and of the referer's. Queries hold names, searches and
         * sometimes secrets.
         *
         * @return this
         */
        public Builder maskQuery() {
            hideQuery = true;
            return this;
        }

        /**
         * Sets which requests have a line. Default: all.
         *
         * @param value true for those that do; called on the request's thread
         * @return this
         */
        public Builder only(Predicate<RequestEnd> value) {
            filter = Objects.requireNonNull(value, "only");
            return this;
        }

        /**
         * Sets how many lines may wait to be written; more are dropped. Default 8,192. Of lines over 1,024 bytes no more
         * wait than 4 MiB together.
         *
         * @param value 16 to 1,048,576, rounded up to a power of two
         * @return this
         * @throws IllegalArgumentException outside of that
         */
        public Builder queue(int value) {
            if (value < 16 || value > MOST_CAPACITY) {
                throw new IllegalArgumentException("the queue has 16 to 1,048,576 places, not " + value);
            }
            capacity = Integer.highestOneBit(value - 1) << 1;
            return this;
        }

        /** The fields that lines have a place for: of others, nothing is taken from a request. */
        private Set<LogField> shown() {
            if (format == Format.JSON) {
                return fields;
            }
            EnumSet<LogField> shown = EnumSet.of(LogField.CLIENT, LogField.QUERY);
            if (format == Format.COMBINED) {
                shown.add(LogField.REFERER);
                shown.add(LogField.USER_AGENT);
            }
            shown.retainAll(fields);
            return Collections.unmodifiableSet(shown);
        }

        /**
         * Opens the log.
         *
         * @return the log, to be {@linkplain AccessLog#close closed} after the server
         * @throws IOException where the file cannot be opened
         */
        public AccessLog build() throws IOException {
            return build(sink.open());
        }

        /** Makes a log over any sink. */
        AccessLog build(LineSink opened) {
            AccessLog log = new AccessLog(this, opened);
            log.writer.start();
            return log;
        }
    }
}
