package dev.weir.observe;

/**
 * What the access log can say of a request. The names in JSON are those of OpenTelemetry's HTTP conventions, where these have
 * one.
 */
public enum LogField {
    /** {@code timestamp}: when the request was over, as {@code 2026-11-30T09:30:00.123Z}. */
    TIME("timestamp"),
    /** {@code client.address}: an IP address without port, {@code unix} for a Unix socket. */
    CLIENT("client.address"),
    /** {@code http.request.method}. */
    METHOD("http.request.method"),
    /** {@code url.scheme}: {@code http} or {@code https}. */
    SCHEME("url.scheme"),
    /** {@code server.address}, and {@code server.port} where one was named: from {@code Host} or {@code :authority}. */
    HOST("server.address"),
    /** {@code url.path}: as it was sent. */
    PATH("url.path"),
    /** {@code url.query}: as it was sent, without the question mark. */
    QUERY("url.query"),
    /** {@code network.protocol.version}: {@code 1.0}, {@code 1.1} or {@code 2}. */
    PROTOCOL("network.protocol.version"),
    /** {@code http.route}: the pattern that took the request, without its method. */
    ROUTE("http.route"),
    /** {@code http.response.status_code}: left out where no head was sent. */
    STATUS("http.response.status_code"),
    /** {@code http.response.body.size}: bytes of content that were sent. */
    BYTES("http.response.body.size"),
    /** {@code http.server.request.duration}: seconds, to the microsecond. */
    DURATION("http.server.request.duration"),
    /** {@code weir.time_to_first_byte}: seconds until the head of the response. */
    FIRST_BYTE("weir.time_to_first_byte"),
    /** {@code user_agent.original}. */
    USER_AGENT("user_agent.original"),
    /** {@code http.request.header.referer}: an array of one string, as the conventions have fields. */
    REFERER("http.request.header.referer"),
    /** {@code tls.protocol.version}: such as {@code 1.3}. */
    TLS("tls.protocol.version"),
    /** {@code weir.stream}: the stream of HTTP/2. */
    STREAM("weir.stream"),
    /** {@code weir.outcome}: {@code complete}, {@code refused}, {@code client_gone}, {@code aborted} or {@code tunnel}. */
    OUTCOME("weir.outcome"),
    /** {@code error.type}: a status from 500, or an outcome that is no success; else left out. */
    ERROR("error.type"),
    /** {@code exception.type}: the class of what a handler has thrown, or of what has ended the response. */
    EXCEPTION("exception.type"),
    /** {@code weir.refusal}: why no handler has seen the request. */
    REFUSAL("weir.refusal");

    final String json;

    LogField(String json) {
        this.json = json;
    }
}
