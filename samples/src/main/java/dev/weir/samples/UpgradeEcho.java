package dev.weir.samples;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Leaves HTTP for a protocol that sends back raw bytes until the client closes: by {@code Upgrade} over HTTP/1.1, by an
 * extended CONNECT over HTTP/2.
 */
final class UpgradeEcho {
    private static final String PROTOCOL = "echo";

    private UpgradeEcho() {}

    static void serve(ResponseWriter w, Request r) throws IOException {
        TunnelRequest asked = w.as(TunnelRequest.class)
                .filter(request -> request.protocols().contains(PROTOCOL))
                .orElseThrow(() -> notAsked(r));
        if (!r.method().equals(HttpMethod.CONNECT)) {
            // RFC 9110 section 7.8: the new protocol begins after the request's content.
            r.content().transferTo(OutputStream.nullOutputStream());
        }
        try (Tunnel tunnel = asked.accept(PROTOCOL)) {
            tunnel.input().transferTo(tunnel.output());
        }
    }

    private static HttpError notAsked(Request r) {
        String message = "this is for the protocol \"" + PROTOCOL + "\"";
        // RFC 9113 section 8.2.2 knows no Upgrade, and RFC 8441 no status for a protocol that is not spoken.
        return r.protocol().equals("HTTP/1.1")
                // RFC 9110 section 7.8: Upgrade is never sent without being named in Connection.
                ? new HttpError(Status.UPGRADE_REQUIRED, message)
                        .with("Upgrade", PROTOCOL)
                        .with("Connection", "Upgrade")
                : new HttpError(Status.NOT_IMPLEMENTED, message);
    }
}
