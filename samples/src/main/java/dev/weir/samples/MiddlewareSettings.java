package dev.weir.samples;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.middleware.Compression;
import dev.weir.middleware.Cors;
import dev.weir.middleware.RequestId;
import dev.weir.middleware.TrustedProxies;
import dev.weir.observe.AccessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options for what stands around the demo's routes, and what they say. */
final class MiddlewareSettings {
    static final List<Option> ALL = List.of(
            new Option(
                    "compress",
                    "on|off",
                    "on",
                    "whether content is compressed for clients that want it so",
                    (o, text) -> o.middleware().compress = Values.onOff(text)),
            new Option(
                    "access-log",
                    "-|FILE",
                    "",
                    "a line for each request to the standard output, or to the end of a file",
                    (o, text) -> o.middleware().accessLog = Values.name(text)),
            new Option(
                    "cors-origin",
                    "ORIGIN,...",
                    "",
                    "whose pages may read the answers, such as https://app.example; * for all",
                    (o, text) -> o.middleware().cors = cors(Values.names(text))),
            new Option(
                    "trusted-proxies",
                    "CIDR,...",
                    "",
                    "whose X-Forwarded fields are believed, such as 10.0.0.0/8 or unix",
                    (o, text) -> o.middleware().proxies = proxies(Values.names(text))),
            new Option(
                    "request-id",
                    "",
                    "off",
                    "an X-Request-Id on each answer; that of a trusted proxy stays",
                    (o, text) -> o.middleware().requestId = Values.onOff(text)));

    private boolean compress = true;
    private boolean requestId;
    private @Nullable String accessLog;
    /** Null where no log was asked for, and until it was opened. */
    private @Nullable AccessLog log;

    private @Nullable Middleware cors;
    private @Nullable TrustedProxies proxies;

    private static Middleware cors(List<String> origins) throws UsageException {
        try {
            return Cors.builder()
                    .origins(origins.toArray(String[]::new))
                    .methods("GET", "POST", "PUT", "DELETE")
                    .headers("Content-Type")
                    .exposed("X-Request-Id")
                    .build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static TrustedProxies proxies(List<String> networks) throws UsageException {
        try {
            return TrustedProxies.of(networks.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static AccessLog open(String name) throws IOException {
        AccessLog.Builder builder = AccessLog.builder().format(AccessLog.Format.COMMON);
        if (!name.equals("-")) {
            builder.file(Path.of(name));
        }
        return builder.build();
    }

    /** Returns the log that is written; null for none. */
    @Nullable
    AccessLog log() {
        return log;
    }

    /**
     * Puts it all around a handler, and has what no handler sees logged as well.
     *
     * @param handler the routes
     * @param options gets what the servers need for it
     * @return the handler for the servers
     * @throws IOException where the log cannot be opened
     */
    Handler around(Handler handler, Options options) throws IOException {
        // From the inside out: a log has the client that a proxy has named, and an identifier is there before all.
        Handler result = compress ? Compression.create().wrap(handler) : handler;
        result = cors == null ? result : cors.wrap(result);
        if (accessLog != null) {
            AccessLog opened = open(accessLog);
            log = opened;
            result = opened.wrap(result);
            options.addSetting(server -> server.requestListener(opened));
        }
        TrustedProxies trusted = proxies;
        result = trusted == null ? result : trusted.wrap(result);
        if (requestId) {
            result = RequestId.of("X-Request-Id", r -> trusted != null && trusted.trusts(r.remoteAddress()))
                    .wrap(result);
        }
        return result;
    }
}
