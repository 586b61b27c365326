package dev.weir.samples;

import dev.weir.http2.config.Http2Config;
import java.util.List;
import java.util.function.BiFunction;

/** The options that are settings of HTTP/2. */
final class Http2Settings {
    static final List<Option> ALL = List.of(
            setting(
                    "scheduler",
                    "NAME",
                    "rfc9218",
                    "which response goes first; also priority, round-robin, random",
                    Values::name,
                    Http2Config.Builder::scheduler),
            setting(
                    "max-concurrent-streams",
                    "N",
                    "250",
                    "the most requests of a connection at once",
                    Values::number,
                    Http2Config.Builder::maxConcurrentStreams),
            setting(
                    "max-frame-size",
                    "N",
                    "16384",
                    "the largest frame that is taken",
                    Values::number,
                    Http2Config.Builder::maxFrameSize),
            setting(
                    "stream-window",
                    "N",
                    "262144",
                    "bytes of content that a client may send before they are read",
                    Values::number,
                    Http2Config.Builder::streamWindow),
            setting(
                    "connection-window",
                    "N",
                    "1048576",
                    "the same for all requests of a connection together",
                    Values::number,
                    Http2Config.Builder::connectionWindow),
            setting(
                    "max-window",
                    "N",
                    "8388608",
                    "up to which size the windows grow where that makes uploads faster",
                    Values::number,
                    Http2Config.Builder::maxWindow),
            setting(
                    "extended-connect",
                    "on|off",
                    "on",
                    "whether clients may use extended CONNECT",
                    Values::onOff,
                    Http2Config.Builder::extendedConnect),
            setting(
                    "ping-interval",
                    "TIME",
                    "none",
                    "how long a client may be silent until it is asked for a sign of life",
                    Values::duration,
                    Http2Config.Builder::pingInterval));

    private Http2Settings() {}

    /** Reads the text of a value. */
    @FunctionalInterface
    private interface Parser<T> {
        T parse(String text) throws UsageException;
    }

    private static <T> Option setting(
            String name,
            String value,
            String standard,
            String help,
            Parser<T> parser,
            BiFunction<Http2Config.Builder, T, Http2Config.Builder> setter) {
        return new Option(name, value, standard, help, (options, text) -> {
            T parsed = parser.parse(text);
            try {
                options.http2(setter.apply(options.http2().toBuilder(), parsed).build());
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
        });
    }
}
