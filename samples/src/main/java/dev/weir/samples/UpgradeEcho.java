package dev.weir.samples;

import dev.weir.http.api.ExtendedConnect;
import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.io.OutputStream;

/** Leaves HTTP for a protocol that sends back raw bytes until the client closes. */
final class UpgradeEcho {
    private static final String PROTOCOL = "echo";

    private UpgradeEcho() {}

    static void serve(ResponseWriter w, Request r) throws IOException {
        // A stream of HTTP/2 has no connection to hand over, and RFC 9113 section 8.2.2 knows no Upgrade field.
        Hijacker hijacker = w.as(Hijacker.class).orElseThrow(() -> new HttpError(Status.NOT_IMPLEMENTED));
        boolean asked = r.protocol().equals("HTTP/1.1")
                && r.headers().containsToken("Connection", "upgrade")
                && r.headers().containsToken("Upgrade", PROTOCOL);
        if (!asked) {
            // RFC 9110 section 7.8: Upgrade is never sent without being named in Connection.
            throw new HttpError(Status.UPGRADE_REQUIRED, "this is for the protocol \"" + PROTOCOL + "\"")
                    .with("Upgrade", PROTOCOL)
                    .with("Connection", "Upgrade");
        }
        // RFC 9110 section 7.8: the new protocol begins behind the request's content.
        r.content().transferTo(OutputStream.nullOutputStream());
        try (HijackedConnection connection = hijacker.upgrade(PROTOCOL)) {
            connection.input().transferTo(connection.output());
        }
    }

    /** The same over a stream of HTTP/2 (RFC 8441), where {@code :protocol} stands for {@code Upgrade}. */
    static void connect(ResponseWriter w, Request r) throws IOException {
        ExtendedConnect connect = w.as(ExtendedConnect.class).orElseThrow(() -> new HttpError(Status.NOT_IMPLEMENTED));
        if (!connect.protocol().equals(PROTOCOL)) {
            // RFC 8441 section 4 has no status of its own for a protocol that is not spoken here.
            throw new HttpError(Status.NOT_IMPLEMENTED, "this is for the protocol \"" + PROTOCOL + "\"");
        }
        try (HijackedConnection stream = connect.accept()) {
            stream.input().transferTo(stream.output());
        }
    }
}
