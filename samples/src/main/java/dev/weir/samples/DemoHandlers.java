package dev.weir.samples;

import dev.weir.handlers.FileServer;
import dev.weir.handlers.Handlers;
import dev.weir.http.api.Handler;
import dev.weir.http.core.ServerStats;
import dev.weir.mux.ServeMux;
import dev.weir.samples.support.PathNumber;
import dev.weir.samples.websocket.WebSocketRoutes;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The demo's routes: one of everything that a server does, with the same behaviour over every protocol.
 *
 * <table>
 * <caption>Routes</caption>
 * <tr><th>route</th><th>answers</th></tr>
 * <tr><td>{@code GET /}</td><td>a greeting</td></tr>
 * <tr><td>{@code GET /text}</td><td>{@code TextHandler !}</td></tr>
 * <tr><td>{@code GET /plaintext}, {@code GET /json}</td><td>the usual 13 and 27 bytes of benchmarks</td></tr>
 * <tr><td>{@code POST, PUT /echo}</td><td>the content as it arrives; trailers come back as trailers</td></tr>
 * <tr><td>{@code GET /bytes/{n}}, {@code GET /big}</td><td>n bytes; 1 MiB</td></tr>
 * <tr><td>{@code GET /users/{id}/posts/{post}}</td><td>both values</td></tr>
 * <tr><td>{@code /request}</td><td>JSON of what the handler saw</td></tr>
 * <tr><td>{@code GET /status/{code}}</td><td>that status</td></tr>
 * <tr><td>{@code GET /delay/{ms}}</td><td>an answer after that time</td></tr>
 * <tr><td>{@code GET /stats}</td><td>JSON of what the server counts</td></tr>
 * <tr><td>{@code GET /stream/{n}}</td><td>n lines, each flushed</td></tr>
 * <tr><td>{@code GET /events/{n}}</td><td>n server-sent events, 100 ms apart</td></tr>
 * <tr><td>{@code GET /trailers}</td><td>content and two trailers, one announced and one not</td></tr>
 * <tr><td>{@code GET /early-hints}</td><td>103 with {@code Link}, then 200</td></tr>
 * <tr><td>{@code GET /panic}, {@code GET /panic-late}</td><td>a failure before and after the response is
 *     committed</td></tr>
 * <tr><td>{@code GET /upgrade}</td><td>101 to the protocol {@code echo}, which sends back raw bytes</td></tr>
 * <tr><td>{@code /ws/echo}, {@code /ws/count/{n}}, {@code /ws/clock}</td><td>WebSockets: messages come back; n
 *     messages; the time, once a second</td></tr>
 * <tr><td>{@code GET /chat/}</td><td>a page that talks to a room, by a WebSocket</td></tr>
 * <tr><td>{@code GET /files/}</td><td>the files of a folder</td></tr>
 * <tr><td>{@code GET /site/}</td><td>a site of one page, out of the program, compressed beforehand</td></tr>
 * <tr><td>{@code GET /text/{n}}</td><td>n bytes of prose, up to 16 MiB</td></tr>
 * <tr><td>{@code GET /problem/{code}}</td><td>that error, thrown, so as the server renders it</td></tr>
 * <tr><td>{@code GET /slow/{ms}}</td><td>as {@code /delay/{ms}}, but 503 after a second</td></tr>
 * <tr><td>{@code POST /limited}</td><td>how much content has come; 413 over 1 KiB</td></tr>
 * <tr><td>{@code GET /rate}</td><td>ten times a second for a client; then 429</td></tr>
 * <tr><td>{@code GET /private}</td><td>a greeting for {@code user} with the password {@code secret}</td></tr>
 * <tr><td>{@code POST /same-origin}</td><td>403 for pages of other origins</td></tr>
 * <tr><td>{@code GET /ticks/{n}}</td><td>n server-sent events, from the one after {@code Last-Event-ID} on</td></tr>
 * <tr><td>{@code GET, POST, DELETE /session}</td><td>JSON of who is logged in; a login with a {@code name}; its
 *     end</td></tr>
 * <tr><td>{@code POST /upload}</td><td>JSON of name, size and SHA-256 of each part of a form</td></tr>
 * </table>
 */
public final class DemoHandlers {
    private static final int MEBIBYTE = 1 << 20;

    private DemoHandlers() {}

    /**
     * Makes the routes.
     *
     * @param stats what {@code /stats} shows
     * @param files the folder behind {@code /files/}
     * @return the router; more routes may be added to it
     */
    public static ServeMux of(Supplier<ServerStats> stats, Path files) {
        return of(stats, FileServer.of(files));
    }

    /**
     * Makes the routes, with the files that the program brings along behind {@code /files/}.
     *
     * @param stats what {@code /stats} shows
     * @return the router; more routes may be added to it
     */
    public static ServeMux of(Supplier<ServerStats> stats) {
        return of(stats, BundledFiles.files());
    }

    private static ServeMux of(Supplier<ServerStats> stats, Handler files) {
        ServeMux mux = new ServeMux();
        mux.handle("GET /{$}", PlainAnswers.text("Weir's demo. Its routes are listed in the README.\n"));
        mux.handle("GET /text", PlainAnswers.text("TextHandler !"));
        mux.handle("GET /plaintext", PlainAnswers.text("Hello, World!"));
        mux.handle("GET /json", PlainAnswers.json("{\"message\":\"Hello, World!\"}"));
        mux.handle("POST /echo", new Echo());
        mux.handle("PUT /echo", new Echo());
        mux.handle("GET /bytes/{n}", (w, r) -> PlainAnswers.bytes(w, r, PathNumber.of(r, "n", Long.MAX_VALUE)));
        mux.handle("GET /big", (w, r) -> PlainAnswers.bytes(w, r, MEBIBYTE));
        mux.handle("GET /users/{id}/posts/{post}", PlainAnswers::userPost);
        mux.handle("/request", RequestDump::serve);
        mux.handle("GET /status/{code}", PlainAnswers::status);
        mux.handle("GET /delay/{ms}", StreamedAnswers::delay);
        mux.handle("GET /stats", (w, _) -> PlainAnswers.stats(w, stats.get()));
        mux.handle("GET /stream/{n}", StreamedAnswers::lines);
        mux.handle("GET /events/{n}", StreamedAnswers::events);
        mux.handle("GET /trailers", StreamedAnswers::trailers);
        mux.handle("GET /early-hints", StreamedAnswers::earlyHints);
        mux.handle("GET /panic", StreamedAnswers::panic);
        mux.handle("GET /panic-late", StreamedAnswers::panicLate);
        mux.handle("GET /upgrade", UpgradeEcho::serve);
        mux.handle("CONNECT /upgrade", UpgradeEcho::serve);
        WebSocketRoutes.addTo(mux);
        mux.handle("GET /push", StreamedAnswers::push);
        mux.handle("GET /files/", Handlers.stripPrefix("/files", files));
        mux.handle("GET /site/", Handlers.stripPrefix("/site", BundledFiles.site()));
        mux.handle("GET /text/{n}", PlainAnswers::prose);
        mux.handle("GET /problem/{code}", PlainAnswers::problem);
        mux.handle("GET /ticks/{n}", StreamedAnswers::ticks);
        GuardedRoutes.addTo(mux);
        FormRoutes.addTo(mux);
        return mux;
    }
}
