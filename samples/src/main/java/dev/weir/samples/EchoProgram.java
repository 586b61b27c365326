package dev.weir.samples;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Status;

/**
 * What {@code weir echo} serves: one bare handler for every method and path, which is what protocol probes are pointed
 * at.
 */
public final class EchoProgram {
    private EchoProgram() {}

    /**
     * Makes the handler. It answers 200 with the request's content as the content, streamed, except for the path
     * {@code /early-404}, which it answers with 404 and without reading.
     *
     * @return the handler
     */
    public static Handler handler() {
        Handler echo = new Echo();
        return (w, r) -> {
            if (r.rawPath().equals("/early-404")) {
                w.status(Status.NOT_FOUND).header("Content-Type", "text/plain; charset=utf-8");
                w.write("not read\n");
            } else {
                echo.serve(w, r);
            }
        };
    }
}
