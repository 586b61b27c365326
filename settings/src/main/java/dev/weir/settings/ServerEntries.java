package dev.weir.settings;

import static dev.weir.settings.Forms.ADDRESS;
import static dev.weir.settings.Forms.ERRORS;
import static dev.weir.settings.Forms.LONG_SIZE;
import static dev.weir.settings.Forms.NAME;
import static dev.weir.settings.Forms.NAMES;
import static dev.weir.settings.Forms.NUMBER;
import static dev.weir.settings.Forms.NUMBER_OR_NONE;
import static dev.weir.settings.Forms.RATE;
import static dev.weir.settings.Forms.SIZE;
import static dev.weir.settings.Forms.SWITCH;
import static dev.weir.settings.Forms.THREADS;
import static dev.weir.settings.Forms.TIME;

import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.ServerBuilder;
import java.util.List;

/** The settings of {@link ServerBuilder}, each under the name of its method. */
final class ServerEntries {
    static final List<Entry<ServerBuilder>> ALL = List.of(
            Entry.of(
                    "address",
                    ADDRESS,
                    ":80, or :443 with TLS",
                    "where to listen: host:port, :port, [v6]:port or unix:/path",
                    (builder, text) -> builder.address(checked(text))),
            Entry.of(
                    "read-header-timeout",
                    TIME,
                    "10s",
                    "the most time for a request's head",
                    ServerBuilder::readHeaderTimeout),
            Entry.of(
                    "read-timeout",
                    TIME,
                    "none",
                    "the most time for a whole request, content included",
                    ServerBuilder::readTimeout),
            Entry.of(
                    "write-timeout",
                    TIME,
                    "none",
                    "the most time from the end of the head to that of the response",
                    ServerBuilder::writeTimeout),
            Entry.of(
                    "idle-timeout",
                    TIME,
                    "2m",
                    "the most time between requests; none: as read-timeout",
                    ServerBuilder::idleTimeout),
            Entry.of(
                    "linger-timeout",
                    TIME,
                    "500ms",
                    "how long a connection that closes early is still read",
                    ServerBuilder::lingerTimeout),
            Entry.of(
                    "min-request-rate",
                    RATE,
                    "240",
                    "bytes a second below which content is cut, or none",
                    ServerBuilder::minRequestRate),
            Entry.of(
                    "max-header-bytes",
                    SIZE,
                    "64k",
                    "the most bytes of request line and fields",
                    ServerBuilder::maxHeaderBytes),
            Entry.of("max-header-count", NUMBER, "500", "the most fields", ServerBuilder::maxHeaderCount),
            Entry.of(
                    "max-target-bytes", SIZE, "16k", "the most bytes of a request line", ServerBuilder::maxTargetBytes),
            Entry.of(
                    "max-connections",
                    NUMBER_OR_NONE,
                    "none",
                    "the most connections at once; more wait to be accepted",
                    ServerBuilder::maxConnections),
            Entry.of(
                    "max-buffered-bytes",
                    LONG_SIZE,
                    "a quarter of the heap",
                    "the most memory that all clients together decide on",
                    ServerBuilder::maxBufferedBytes),
            Entry.of(
                    "max-drain-bytes",
                    SIZE,
                    "256k",
                    "the most unread content that is dropped to keep a connection",
                    ServerBuilder::maxDrainBytes),
            Entry.of(
                    "response-buffer-size",
                    SIZE,
                    "4k",
                    "content held back before the head goes out",
                    ServerBuilder::responseBufferSize),
            Entry.of(
                    "drain-delay",
                    TIME,
                    "none",
                    "how long a stop lets requests come on, for balancers to notice",
                    ServerBuilder::drainDelay),
            Entry.of(
                    "max-connection-age",
                    TIME,
                    "none",
                    "how old connections get, give or take a tenth",
                    ServerBuilder::maxConnectionAge),
            Entry.of(
                    "loops",
                    NUMBER,
                    "the number of processors",
                    "threads that serve the connections",
                    ServerBuilder::loops),
            Entry.of(
                    "handler-threads", THREADS, "elastic", "which threads run handlers", ServerBuilder::handlerThreads),
            Entry.of(
                    "max-handshakes",
                    NUMBER,
                    "the number of processors",
                    "TLS handshakes that compute at once",
                    ServerBuilder::maxHandshakes),
            Entry.of(
                    "backlog",
                    NUMBER,
                    "4096",
                    "connections that the system may hold until they are accepted",
                    ServerBuilder::backlog),
            Entry.of("errors", ERRORS, "text", "how errors are written", ServerBuilder::errors),
            Entry.of(
                    "error-log",
                    NAME,
                    "dev.weir.http.core.Server",
                    "the logger that failures are told to",
                    ServerBuilder::errorLog),
            Entry.of(
                    "answer-options-asterisk",
                    SWITCH,
                    "on",
                    "whether the server answers OPTIONS * itself",
                    ServerBuilder::answerOptionsAsterisk),
            Entry.of("send-date", SWITCH, "on", "whether responses get a Date", ServerBuilder::sendDate),
            Entry.of(
                    "cancel-on-half-close",
                    SWITCH,
                    "off",
                    "whether a client that closes its side counts as gone",
                    ServerBuilder::cancelOnHalfClose),
            Entry.of(
                    "trust-target-scheme",
                    SWITCH,
                    "off",
                    "whether a target may name the scheme that a gateway has",
                    ServerBuilder::trustTargetScheme),
            Entry.of("h2c", SWITCH, "on", "whether HTTP/2 is spoken without TLS", ServerBuilder::h2c),
            Entry.of(
                    "protocols",
                    NAMES,
                    "all found",
                    "the protocols to speak, by their ALPN names",
                    (builder, names) -> builder.protocols(names.toArray(String[]::new))),
            Entry.of(
                    "without-protocol",
                    NAMES,
                    "",
                    "protocols not to speak",
                    (builder, names) -> names.forEach(builder::withoutProtocol)));

    private ServerEntries() {}

    /** So that an address that is none is refused where its source is known. */
    private static String checked(String address) {
        ListenerConfig.on(address).build();
        return address;
    }
}
