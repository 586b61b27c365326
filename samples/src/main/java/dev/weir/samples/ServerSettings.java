package dev.weir.samples;

import dev.weir.http.core.Server;
import java.util.List;
import java.util.function.BiConsumer;

/** The options that are settings of the server, each under the setting's name in kebab case. */
final class ServerSettings {
    static final List<Option> ALL = List.of(
            setting(
                    "read-header-timeout",
                    "TIME",
                    "10s",
                    "the most time for a request's head",
                    Values::duration,
                    Server.Builder::readHeaderTimeout),
            setting(
                    "read-timeout",
                    "TIME",
                    "none",
                    "the most time for a whole request, content included",
                    Values::duration,
                    Server.Builder::readTimeout),
            setting(
                    "write-timeout",
                    "TIME",
                    "none",
                    "the most time from the end of the head to that of the response",
                    Values::duration,
                    Server.Builder::writeTimeout),
            setting(
                    "idle-timeout",
                    "TIME",
                    "2m",
                    "the most time between requests; none: as --read-timeout",
                    Values::duration,
                    Server.Builder::idleTimeout),
            setting(
                    "min-request-rate",
                    "N",
                    "240",
                    "bytes a second below which content is cut, or none",
                    Values::numberOrNone,
                    Server.Builder::minRequestRate),
            setting(
                    "max-header-bytes",
                    "N",
                    "65536",
                    "the most bytes of request line and fields",
                    Values::number,
                    Server.Builder::maxHeaderBytes),
            setting("max-header-count", "N", "500", "the most fields", Values::number, Server.Builder::maxHeaderCount),
            setting(
                    "max-target-bytes",
                    "N",
                    "16384",
                    "the most bytes of a request line",
                    Values::number,
                    Server.Builder::maxTargetBytes),
            setting(
                    "max-connections",
                    "N",
                    "none",
                    "the most connections at once; more wait to be accepted",
                    Values::numberOrNone,
                    Server.Builder::maxConnections),
            setting(
                    "max-buffered-bytes",
                    "N",
                    "a quarter of the heap",
                    "the most memory that all clients together decide on",
                    Values::size,
                    Server.Builder::maxBufferedBytes),
            setting(
                    "max-drain-bytes",
                    "N",
                    "262144",
                    "the most unread content that is dropped to keep a connection",
                    Values::number,
                    Server.Builder::maxDrainBytes),
            setting(
                    "linger-timeout",
                    "TIME",
                    "500ms",
                    "how long a connection that closes early is still read",
                    Values::duration,
                    Server.Builder::lingerTimeout),
            setting(
                    "response-buffer-size",
                    "N",
                    "4096",
                    "bytes of content held back before the head goes out",
                    Values::number,
                    Server.Builder::responseBufferSize),
            setting(
                    "answer-options-asterisk",
                    "on|off",
                    "on",
                    "whether the server answers OPTIONS * itself",
                    Values::onOff,
                    Server.Builder::answerOptionsAsterisk),
            setting(
                    "send-date",
                    "on|off",
                    "on",
                    "whether responses get a Date",
                    Values::onOff,
                    Server.Builder::sendDate),
            setting(
                    "cancel-on-half-close",
                    "on|off",
                    "off",
                    "whether a client that closes its side counts as gone",
                    Values::onOff,
                    Server.Builder::cancelOnHalfClose),
            setting(
                    "trust-target-scheme",
                    "on|off",
                    "off",
                    "whether a target may name the scheme that a gateway has",
                    Values::onOff,
                    Server.Builder::trustTargetScheme),
            setting(
                    "max-handshakes",
                    "N",
                    "the number of processors",
                    "TLS handshakes that compute at once",
                    Values::number,
                    Server.Builder::maxHandshakes),
            setting("h2c", "on|off", "on", "whether HTTP/2 is spoken without TLS", Values::onOff, Server.Builder::h2c),
            setting(
                    "protocols",
                    "A,B",
                    "all found",
                    "the protocols to speak, by their ALPN names",
                    Values::names,
                    (b, names) -> b.protocols(names.toArray(String[]::new))),
            setting(
                    "without-protocol",
                    "NAME",
                    "",
                    "a protocol not to speak; may be given several times",
                    Values::name,
                    Server.Builder::withoutProtocol),
            setting(
                    "backlog",
                    "N",
                    "4096",
                    "connections that the system may hold until they are accepted",
                    Values::number,
                    Server.Builder::backlog),
            setting(
                    "error-log",
                    "NAME",
                    "dev.weir.http.core.Server",
                    "the logger that failures are told to",
                    Values::name,
                    Server.Builder::errorLog));

    private ServerSettings() {}

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
            BiConsumer<Server.Builder, T> setter) {
        return new Option(name, value, standard, help, (options, text) -> {
            T parsed = parser.parse(text);
            options.addSetting(builder -> setter.accept(builder, parsed));
        });
    }
}
