package dev.weir.samples;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.io.InputStream;

/** Sends the request's content back as it arrives, and its trailers as trailers. */
final class Echo implements Handler {
    private static final int BUFFER = 16 * 1024;

    @Override
    public void serve(ResponseWriter w, Request r) throws IOException {
        r.header("Content-Type")
                .ifPresentOrElse(type -> w.header("Content-Type", type), () -> w.suppress("Content-Type"));
        long length = r.contentLength();
        if (length >= 0) {
            w.header("Content-Length", Long.toString(length));
        }
        InputStream in = r.content();
        byte[] buffer = new byte[length < 0 ? BUFFER : Math.clamp(length, 1, BUFFER)];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            w.write(buffer, 0, n);
            total += n;
            // Nothing more has come: what we have must not wait for it. The end needs no flush of its own.
            if (in.available() == 0 && total != length) {
                w.flush();
            }
        }
        w.trailers().addAll(r.trailers());
    }
}
