package dev.weir.http.core.exchange;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.core.spi.ServerContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a server's errors, by its renderer.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class ErrorAnswers {
    private final ServerContext server;

    ErrorAnswers(ServerContext server) {
        this.server = server;
    }

    /** Returns the page that answers a request; the error's own text where it has a type of its own. */
    ErrorRenderer.Page page(HttpError error, Request request, @Nullable Throwable failure) {
        String message = error.getMessage() == null ? "" : error.getMessage();
        String type = error.headers().get("Content-Type");
        return type != null
                ? new ErrorRenderer.Page(type, message + "\n")
                : page(error.status(), message, Optional.of(request), Optional.ofNullable(failure));
    }

    /** Returns the page for an error; plain text where the renderer fails. */
    ErrorRenderer.Page page(int status, String message, Optional<Request> request, Optional<Throwable> failure) {
        ErrorRenderer.Report report = new ErrorRenderer.Report(status, message, request, failure);
        try {
            ErrorRenderer.Page page = server.errorRenderer().render(report);
            if (page != null) {
                return page;
            }
            server.logError("the error renderer gave nothing for " + status, null);
        } catch (RuntimeException | Error e) {
            server.logError("the error renderer failed for " + status, e);
        }
        return ErrorRenderer.plainText().render(report);
    }
}
