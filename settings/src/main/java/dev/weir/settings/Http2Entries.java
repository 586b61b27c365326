package dev.weir.settings;

import static dev.weir.settings.Forms.NAME;
import static dev.weir.settings.Forms.NUMBER;
import static dev.weir.settings.Forms.SIZE;
import static dev.weir.settings.Forms.SWITCH;
import static dev.weir.settings.Forms.TIME;

import dev.weir.http.core.ServerBuilder;
import dev.weir.http2.Http2Provider;
import dev.weir.http2.config.Http2Config;
import java.util.List;

/** The settings of {@link Http2Config}. Without {@code dev.weir.http2} this class cannot be used. */
final class Http2Entries {
    static final List<Entry<Http2Config.Builder>> ALL = List.of(
            Entry.of(
                    "http2.scheduler",
                    NAME,
                    "rfc9218",
                    "which response goes first; also priority, round-robin, random",
                    Http2Config.Builder::scheduler),
            Entry.of(
                    "http2.max-concurrent-streams",
                    NUMBER,
                    "250",
                    "the most requests of a connection at once",
                    Http2Config.Builder::maxConcurrentStreams),
            Entry.of(
                    "http2.max-frame-size",
                    SIZE,
                    "16k",
                    "the largest frame that is taken",
                    Http2Config.Builder::maxFrameSize),
            Entry.of(
                    "http2.header-table-size",
                    SIZE,
                    "4k",
                    "the table with which clients compress their fields",
                    Http2Config.Builder::headerTableSize),
            Entry.of(
                    "http2.encoder-table-size",
                    SIZE,
                    "4k",
                    "the table with which our fields are compressed, at most",
                    Http2Config.Builder::encoderTableSize),
            Entry.of(
                    "http2.stream-window",
                    SIZE,
                    "256k",
                    "content that a client may send before it is read",
                    Http2Config.Builder::streamWindow),
            Entry.of(
                    "http2.connection-window",
                    SIZE,
                    "1m",
                    "the same for all requests of a connection together",
                    Http2Config.Builder::connectionWindow),
            Entry.of(
                    "http2.max-window",
                    SIZE,
                    "8m",
                    "up to which size the windows grow where that makes uploads faster",
                    Http2Config.Builder::maxWindow),
            Entry.of(
                    "http2.extended-connect",
                    SWITCH,
                    "by itself",
                    "whether clients may use extended CONNECT",
                    Http2Config.Builder::extendedConnect),
            Entry.of(
                    "http2.preface-timeout",
                    TIME,
                    "10s",
                    "how long a client may take for the preface",
                    Http2Config.Builder::prefaceTimeout),
            Entry.of(
                    "http2.settings-timeout",
                    TIME,
                    "2s",
                    "how long a client may take for its SETTINGS, and for ours",
                    Http2Config.Builder::settingsTimeout),
            Entry.of(
                    "http2.ping-interval",
                    TIME,
                    "none",
                    "how long a client may be silent until it is asked for a sign of life",
                    Http2Config.Builder::pingInterval),
            Entry.of(
                    "http2.ping-timeout",
                    TIME,
                    "15s",
                    "how long it may take to answer",
                    Http2Config.Builder::pingTimeout));

    private Http2Entries() {}

    /** Gives the server a provider with what is set. */
    static void apply(Values values, ServerBuilder builder) {
        builder.protocol(new Http2Provider(config(values)));
    }

    static Http2Config config(Values values) {
        Http2Config.Builder config = Http2Config.builder();
        values.set("", ALL, config);
        return config.build();
    }
}
