package dev.weir.mux;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.util.List;

/** What the router answers itself. */
final class BuiltinHandlers {
    /** 404, with a line that says so. */
    static final Handler NOT_FOUND = (w, _) -> text(w, Status.NOT_FOUND, "404 page not found\n");

    /** 405, with a line that says so; {@code Allow} is set before. */
    static final Handler METHOD_NOT_ALLOWED = (w, _) -> text(w, Status.METHOD_NOT_ALLOWED, "Method Not Allowed\n");

    /** 400, for a target that is no path. */
    static final Handler BAD_TARGET = (w, _) -> text(w, Status.BAD_REQUEST, "Bad Request\n");

    private BuiltinHandlers() {}

    /** Returns a redirect that keeps method and content (RFC 9110 section 15.4.8). */
    static Handler redirect(String location) {
        return (w, _) -> w.status(Status.TEMPORARY_REDIRECT).header("Location", location);
    }

    /** 404 by a program's own handler. */
    static Handler notFound(Handler hook) {
        return (w, r) -> {
            w.status(Status.NOT_FOUND);
            hook.serve(w, r);
        };
    }

    /** 405 by a handler that learns which methods would do (RFC 9110 section 10.2.1). */
    static Handler methodNotAllowed(Handler hook, List<String> methods) {
        return (w, r) -> {
            w.status(Status.METHOD_NOT_ALLOWED);
            w.header("Allow", String.join(", ", methods));
            hook.serve(w, r.withAttribute(ServeMux.ALLOWED_METHODS, methods));
        };
    }

    private static void text(ResponseWriter w, int status, String text) throws IOException {
        w.status(status);
        // What middleware has set for the response as a whole stays, what it has set for content goes.
        new HttpError(status, text).applyTo(w.headers());
        w.write(text);
    }
}
