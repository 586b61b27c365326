package dev.weir.observe.internal;

/**
 * What distinguishes a series of requests: the attributes of {@code http.server.request.duration} in OpenTelemetry's conventions.
 * What has no value is empty.
 *
 * @param method {@code http.request.method}
 * @param status {@code http.response.status_code}
 * @param route {@code http.route}
 * @param version {@code network.protocol.version}
 * @param scheme {@code url.scheme}
 * @param error {@code error.type}
 */
public record SeriesKey(String method, String status, String route, String version, String scheme, String error) {
    /** OpenTelemetry's word for all methods that are not known; routes for which there is no series left have it too. */
    public static final String OTHER = "_OTHER";

    /** Of all requests for which there is no series left. */
    static final SeriesKey OVERFLOW = new SeriesKey(OTHER, "", OTHER, "", "", "");

    /**
     * Returns a method, as it may stand in a series.
     *
     * @param method as a client has sent it
     * @return the same; {@link #OTHER} for one that is not known
     */
    public static String method(String method) {
        return SeriesCode.method(method);
    }
}
