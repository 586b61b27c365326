package dev.weir.samples;

import dev.weir.http.core.ServerBuilder;
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
                    ServerBuilder::readHeaderTimeout),
            setting(
                    "read-timeout",
                    "TIME",
                    "none",
                    "the most time for a whole request, content included",
                    Values::duration,
                    ServerBuilder::readTimeout),
            setting(
                    "write-timeout",
                    "TIME",
                    "none",
                    "the most time from the end of the head to that of the response",
                    Values::duration,
                    ServerBuilder::writeTimeout),
            setting(
                    "idle-timeout",
                    "TIME",
                    "2m",
                    "the most time between requests; none: as --read-timeout",
                    Values::duration,
                    ServerBuilder::idleTimeout),
            setting(
                    "min-request-rate",
                    "N",
                    "240",
                    "bytes a second below which content is cut, or none",
                    Values::numberOrNone,
                    ServerBuilder::minRequestRate),
            setting(
                    "max-header-bytes",
                    "N",
                    "65536",
                    "the most bytes of request line and fields",
                    Values::number,
                    ServerBuilder::maxHeaderBytes),
            setting("max-header-count", "N", "500", "the most fields", Values::number, ServerBuilder::maxHeaderCount),
            setting(
                    "max-target-bytes",
                    "N",
                    "16384",
                    "the most bytes of a request line",
                    Values::number,
                    ServerBuilder::maxTargetBytes),
            setting(
                    "max-connections",
                    "N",
                    "none",
                    "the most connections at once; more wait to be accepted",
                    Values::numberOrNone,
                    ServerBuilder::maxConnections),
            setting(
                    "max-buffered-bytes",
                    "N",
                    "a quarter of the heap",
                    "the most memory that all clients together decide on",
                    Values::size,
                    ServerBuilder::maxBufferedBytes),
            setting(
                    "max-drain-bytes",
                    "N",
                    "262144",
                    "the most unread content that is dropped to keep a connection",
                    Values::number,
                    ServerBuilder::maxDrainBytes),
            setting(
                    "linger-timeout",
                    "TIME",
                    "500ms",
                    "how long a connection that closes early is still read",
                    Values::duration,
                    ServerBuilder::lingerTimeout),
            setting(
                    "drain-delay",
                    "TIME",
                    "none",
                    "how long a stop lets requests come on, for balancers to notice",
                    Values::duration,
                    ServerBuilder::drainDelay),
            setting(
                    "max-connection-age",
                    "TIME",
                    "none",
                    "how old connections get, give or take a tenth",
                    Values::duration,
                    ServerBuilder::maxConnectionAge),
            setting(
                    "response-buffer-size",
                    "N",
                    "4096",
                    "bytes of content held back before the head goes out",
                    Values::number,
                    ServerBuilder::responseBufferSize),
            setting(
                    "answer-options-asterisk",
                    "on|off",
                    "on",
                    "whether the server answers OPTIONS * itself",
                    Values::onOff,
                    ServerBuilder::answerOptionsAsterisk),
            setting(
                    "send-date",
                    "on|off",
                    "on",
                    "whether responses get a Date",
                    Values::onOff,
                    ServerBuilder::sendDate),
            setting(
                    "cancel-on-half-close",
                    "on|off",
                    "off",
                    "whether a client that closes its side counts as gone",
                    Values::onOff,
                    ServerBuilder::cancelOnHalfClose),
            setting(
                    "trust-target-scheme",
                    "on|off",
                    "off",
                    "whether a target may name the scheme that a gateway has",
                    Values::onOff,
                    ServerBuilder::trustTargetScheme),
            setting(
                    "loops",
                    "N",
                    "the number of processors",
                    "threads that serve the connections",
                    Values::number,
                    ServerBuilder::loops),
            setting(
                    "handler-threads",
                    "KIND",
                    "elastic",
                    "which threads run handlers: elastic or virtual",
                    Values::handlerThreads,
                    ServerBuilder::handlerThreads),
            setting(
                    "max-handshakes",
                    "N",
                    "the number of processors",
                    "TLS handshakes that compute at once",
                    Values::number,
                    ServerBuilder::maxHandshakes),
            setting(
                    "errors",
                    "FORM",
                    "accept; echo: text",
                    "how errors are written: text, json, html, or accept",
                    Values::errors,
                    ServerBuilder::errors),
            setting("h2c", "on|off", "on", "whether HTTP/2 is spoken without TLS", Values::onOff, ServerBuilder::h2c),
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
                    ServerBuilder::withoutProtocol),
            setting(
                    "backlog",
                    "N",
                    "4096",
                    "connections that the system may hold until they are accepted",
                    Values::number,
                    ServerBuilder::backlog),
            setting(
                    "error-log",
                    "NAME",
                    "dev.weir.http.core.Server",
                    "the logger that failures are told to",
                    Values::name,
                    ServerBuilder::errorLog));

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
            BiConsumer<ServerBuilder, T> setter) {
        return new Option(name, value, standard, help, (options, text) -> {
            T parsed = parser.parse(text);
            options.addSetting(builder -> setter.accept(builder, parsed));
        });
    }
}
