package dev.weir.mux;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.util.List;

/** What the router answers itself. Errors have the content that the server's renderer gives them. */
final class BuiltinHandlers {
    /** 404. */
    static final Handler NOT_FOUND = (w, _) -> w.error(Status.NOT_FOUND, "404 page not found");

    /** 405, for a request that has the methods attached. */
    static final Handler METHOD_NOT_ALLOWED = BuiltinHandlers::methodNotAllowed;

    /** 400, for a target that is no path. */
    static final Handler BAD_TARGET = (w, _) -> w.error(new HttpError(Status.BAD_REQUEST));

    private static final String[] NONE = {};

    private BuiltinHandlers() {}

    /**
     * Returns a redirect that keeps method and content (RFC 9110 section 15.4.8). Logs and metrics see the pattern of the route
     * that it leads to; the copy of the request that has it is for no handler.
     */
    static Handler redirect(String pattern, String location) {
        return (w, r) -> {
            var _ = r.withMatch(pattern, NONE, NONE);
            w.status(Status.TEMPORARY_REDIRECT).header("Location", location);
        };
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

    /** 204, which says to OPTIONS which methods would do (RFC 9110 section 9.3.7). */
    static Handler options(List<String> methods) {
        return (w, _) -> w.status(Status.NO_CONTENT).header("Allow", String.join(", ", methods));
    }

    private static void methodNotAllowed(ResponseWriter w, Request r) throws IOException {
        List<String> methods = r.attribute(ServeMux.ALLOWED_METHODS).orElseThrow();
        w.error(HttpError.methodNotAllowed(String.join(", ", methods)));
    }
}
