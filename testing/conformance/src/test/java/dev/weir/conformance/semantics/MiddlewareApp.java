package dev.weir.conformance.semantics;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.Commit;
import dev.weir.http.api.Cookie;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.mux.ServeMux;
import java.util.zip.GZIPOutputStream;

/** The usual middleware around a router, and a route for each way in which a response can come out. */
final class MiddlewareApp {
    static final String SMALL = "small ".repeat(20);
    static final String LARGE = "large ".repeat(20_000);
    /** The least content that is worth an encoding. */
    private static final int WORTH = 60;

    private MiddlewareApp() {}

    static Handler of(Middleware log) {
        return log.then(MiddlewareApp::requestId)
                .then(MiddlewareApp::cors)
                .then(MiddlewareApp::gzip)
                .wrap(routes());
    }

    // ---- the middleware

    private static Handler requestId(Handler next) {
        return (w, r) -> {
            w.header("X-Request-Id", r.header("X-Request-Id").orElse("none"));
            next.serve(w, r);
        };
    }

    private static Handler cors(Handler next) {
        return (w, r) -> {
            w.header("Access-Control-Allow-Origin", r.header("Origin").orElse("*"));
            w.headers().add("Vary", "Origin");
            next.serve(w, r);
        };
    }

    private static Handler gzip(Handler next) {
        return (w, r) -> {
            w.onCommit(commit -> {
                if (!mayEncode(commit)) {
                    return;
                }
                commit.headers().add("Vary", "Accept-Encoding");
                if (r.headers().containsToken("Accept-Encoding", "gzip")) {
                    if (commit.status() != 304) {
                        commit.headers().set("Content-Encoding", "gzip");
                    }
                    commit.encode(out -> new GZIPOutputStream(out, true));
                }
            });
            next.serve(w, r);
        };
    }

    private static boolean mayEncode(Commit commit) {
        if (commit.status() == 304) {
            // Its ETag must be that of the 200 (RFC 9110 section 15.4.5).
            return true;
        }
        long length = commit.contentLength();
        return commit.status() != 206
                && commit.headers().find("Content-Type").orElse("").startsWith("text/")
                && (length < 0 || length >= WORTH);
    }

    // ---- the routes

    private static ServeMux routes() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /small", (w, _) -> described(w).write(SMALL));
        mux.handle("GET /large", (w, _) -> described(w).write(LARGE));
        mux.handle(
                "GET /declared",
                (w, _) -> described(w)
                        .header("Content-Length", "" + LARGE.length())
                        .write(LARGE));
        mux.handle(
                "GET /picture",
                (w, _) -> w.header("Content-Type", "image/png")
                        .header("ETag", "\"1\"")
                        .write(SMALL));
        mux.handle("POST /nothing", (w, _) -> w.status(204));
        mux.handle(
                "GET /part",
                (w, _) -> described(w)
                        .status(206)
                        .header("Content-Range", "bytes 0-119/120000")
                        .write(SMALL));
        mux.handle("GET /unchanged", (w, _) -> w.status(304).header("ETag", "\"1\""));
        mux.handle("GET /elsewhere", (w, _) -> w.status(303).header("Location", "/small"));
        mux.handle("GET /dir/", (w, _) -> w.write("dir"));
        mux.handle("GET /no-such", (w, _) -> {
            described(w).write("lost");
            throw HttpError.notFound();
        });
        mux.handle("GET /gone", (w, _) -> {
            described(w).addCookie(Cookie.of("c", "1")).write("lost");
            throw new HttpError(410, "no longer");
        });
        mux.handle("GET /sent", (w, _) -> {
            described(w).write("lost");
            w.error(409, SMALL.strip());
        });
        mux.handle("POST /upload", (w, r) -> {
            Request limited = r.withContentLimit(10);
            w.write(limited.content().readAllBytes());
        });
        mux.handle("GET /fails", (w, _) -> {
            described(w).write("lost");
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /fails/late", (w, _) -> {
            begin(w);
            throw new IllegalStateException("on purpose");
        });
        mux.handle("GET /refuses/late", (w, _) -> {
            begin(w);
            throw new HttpError(409, "too late");
        });
        mux.handle("GET /aborts", (_, _) -> {
            throw new AbortHandler();
        });
        mux.handle("GET /aborts/late", (w, _) -> {
            begin(w);
            throw new AbortHandler();
        });
        mux.handle("GET /short", (w, _) -> w.header("Content-Length", "10").write("short"));
        mux.handle("GET /events", (w, _) -> {
            for (int i = 0; i < 3; i++) {
                w.write("event " + i + "\n");
                w.flush();
            }
        });
        mux.handle("GET /trailers", (w, _) -> {
            w.trailers().set("X-Sum", "7");
            w.write(SMALL);
        });
        mux.handle("GET /hints", (w, _) -> {
            w.inform(103, new Headers().set("Link", "</a.css>"));
            described(w).write(SMALL);
        });
        return mux;
    }

    /** What describes the content, and so does not outlive it. */
    private static ResponseWriter described(ResponseWriter w) {
        return w.header("ETag", "\"1\"")
                .header("Last-Modified", "Sun, 29 Nov 2026 00:00:00 GMT")
                .header("Cache-Control", "max-age=60")
                .header("Content-Type", "text/plain")
                .header("Content-Language", "en");
    }

    private static void begin(ResponseWriter w) throws java.io.IOException {
        w.header("Content-Type", "application/x-log").write("begun");
        w.flush();
        w.write("held back");
    }
}
