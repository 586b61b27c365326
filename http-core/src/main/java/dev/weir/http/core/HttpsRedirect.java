package dev.weir.http.core;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;

/** Sends every client to the same address by https. */
final class HttpsRedirect implements Handler {
    private static final int STANDARD_PORT = 443;

    private final String port;

    HttpsRedirect(int port) {
        this.port = port == STANDARD_PORT ? "" : ":" + port;
    }

    @Override
    public void serve(ResponseWriter w, Request r) throws HttpError {
        if (r.host().isEmpty()) {
            throw HttpError.badRequest("the request names no host");
        }
        if (!r.rawPath().startsWith("/")) {
            throw HttpError.badRequest("the request names no path"); // OPTIONS * and CONNECT
        }
        // With 308 a client keeps method and content; GET and HEAD may have what is understood everywhere.
        boolean safe = r.method().equals("GET") || r.method().equals("HEAD");
        String query = r.query().isEmpty() ? "" : "?" + r.query();
        w.status(safe ? 301 : 308).header("Location", "https://" + r.host() + port + r.rawPath() + query);
    }
}
