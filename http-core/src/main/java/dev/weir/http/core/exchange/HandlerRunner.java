package dev.weir.http.core.exchange;

import dev.weir.http.api.AbortHandler;
import dev.weir.http.api.ContentException;
import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.TunnelUser;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.BufferPool;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs handlers and turns what they throw into answers: the same over every protocol. An engine has one for a server, and
 * for each request
 *
 * <pre>{@code
 * ServerResponse w = runner.respond(request, codec);
 * runner.run(server.handler(), w);
 * if (w.hijacked()) ... else if (w.aborted() || w.failed()) ...
 * }</pre>
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class HandlerRunner {
    /** The most arrays for content that is held back which are kept for later responses. */
    private static final int POOLED = 256;

    final ServerContext server;
    final ServerConfig config;
    final BufferPool buffers;
    final ErrorAnswers errors;
    /** Null for none. */
    private final @Nullable Consumer<RequestEnd> listener;
    /** Who hears of a request's end; null where that is always the listener. */
    private final @Nullable Function<Request, Consumer<RequestEnd>> beginnings;

    /**
     * Creates one for a server.
     *
     * @param server has the settings of responses, counts and logs
     */
    public HandlerRunner(ServerContext server) {
        this.server = server;
        this.config = server.config();
        this.errors = new ErrorAnswers(server);
        this.listener = server.requestListener().orElse(null);
        this.beginnings = server.requestBeginnings().orElse(null);
        this.buffers = new BufferPool(config.responseBufferSize(), POOLED);
    }

    /**
     * Creates the response to a request. Until the handler is run, the calling thread is the one that may use it.
     *
     * @param request the request
     * @param codec puts this response on the wire
     * @return the response, to be {@linkplain #run run}
     */
    public ServerResponse respond(ServerRequest request, ResponseCodec codec) {
        return new ServerResponse(request, codec, this);
    }

    /**
     * Runs a handler on the calling thread and ends its response. Nothing that a handler throws leaves this method, and
     * nothing that it has kept can touch the connection afterwards.
     *
     * @param handler what answers
     * @param w the response; afterwards it is ended, aborted, or its connection taken over; or it {@linkplain
     *     ServerResponse#goesOn goes on} as a tunnel
     */
    public void run(Handler handler, ServerResponse w) {
        ServerRequest r = w.request();
        if (listener != null) {
            // Before the gate opens: code of the application's runs here, and who looks from outside goes by the gate.
            w.hooks().listen(beginnings == null ? listener : beginnings.apply(r), r.readySince());
        }
        server.counters().handlerStarted();
        proceed(handler, w, r);
    }

    /**
     * Calls, on the calling thread, the user of a tunnel that {@linkplain ServerResponse#goesOn goes on}. Nothing that it throws leaves this method.
     *
     * @param w the tunnel's response; afterwards it goes on still, or is what {@link #run} makes it
     */
    public void resume(ServerResponse w) {
        proceed(null, w, w.request());
    }

    /** Calls the handler, or where it has returned the tunnel's user, and ends the response unless that is to be called again. */
    private void proceed(@Nullable Handler handler, ServerResponse w, ServerRequest r) {
        r.gate().begin();
        w.begin();
        boolean goesOn = false;
        try {
            goesOn = call(handler, w, r);
            if (!goesOn) {
                w.finish();
            }
        } catch (Throwable thrown) {
            fail(w, r, thrown);
        } finally {
            if (goesOn) {
                r.gate().suspend();
                w.suspend();
            } else {
                r.gate().end();
                r.endEvents();
                w.release();
                server.counters().handlerEnded();
                end(w, r);
            }
        }
    }

    /**
     * Answers a request that no handler is to see, like a handler that throws the error.
     *
     * @param status the answer's status
     * @param reason why, in one line for the client
     * @param w the response; ended or aborted afterwards
     */
    public void refuse(int status, String reason, ServerResponse w) {
        if (listener != null) {
            w.hooks().refused(reason);
        }
        run(
                (_, _) -> {
                    throw new HttpError(status, reason);
                },
                w);
    }

    /**
     * Returns whether the server has a listener for requests, so that those no handler sees are to be reported.
     *
     * @return true when it has
     */
    public boolean listens() {
        return listener != null;
    }

    /**
     * Ends a request whose handler is never called, as there is no way left to answer: reports it to the listener.
     *
     * @param w the response; its request is {@linkplain ServerRequest#cancel cancelled}, or {@linkplain ServerRequest#cut cut}
     */
    public void skip(ServerResponse w) {
        if (listener != null) {
            w.hooks().listen(listener, w.request().readySince());
            w.hooks().skipped();
            end(w, w.request());
        }
    }

    /**
     * Ends a request whose handler is never called, as its stream was refused: reports it to the listener.
     *
     * @param w the response, which is not answered
     * @param reason why, in one line
     */
    public void skip(ServerResponse w, String reason) {
        if (listener != null) {
            w.hooks().refused(reason);
            w.hooks().ended(false);
            skip(w);
        }
    }

    /**
     * Reports a request whose head was refused to the listener.
     *
     * @param connection where it came from
     * @param protocol the version
     * @param stream the stream of HTTP/2; 0 over HTTP/1
     * @param status of the answer; 0 for none
     * @param contentBytes how much content the answer has
     * @param message why, in one line
     */
    public void refused(
            ConnectionInfo connection, String protocol, int stream, int status, long contentBytes, String message) {
        if (listener != null) {
            accept(
                    listener,
                    new RefusedHead(status, contentBytes, message, protocol, stream, connection, System.nanoTime()),
                    "a request from " + connection.remoteAddress());
        }
    }

    /**
     * Returns the page that answers a request whose head was refused.
     *
     * @param status the answer's status
     * @param message why, in one line for the client
     * @return the page
     */
    public ErrorRenderer.Page errorPage(int status, String message) {
        return errors.page(status, message, Optional.empty(), Optional.empty());
    }

    private void end(ServerResponse w, ServerRequest r) {
        ResponseHooks hooks = w.registered();
        if (hooks == null || !hooks.wantsEnd()) {
            return;
        }
        RequestEnd end = FinishedRequest.of(w, hooks);
        for (Consumer<RequestEnd> hook = hooks.nextEnd(); hook != null; hook = hooks.nextEnd()) {
            accept(hook, end, r);
        }
    }

    private void accept(Consumer<RequestEnd> hook, RequestEnd end, Object of) {
        try {
            hook.accept(end);
        } catch (Throwable thrown) {
            log("a hook for the end failed", " of " + of, thrown);
        }
        // An interrupt that it leaves would end the connection at its next call to the channel.
        Thread.interrupted();
    }

    /** Returns whether the user of a tunnel is to be called on. */
    private static boolean call(@Nullable Handler handler, ServerResponse w, ServerRequest r) throws Exception {
        boolean failed = true;
        boolean goesOn = false;
        try {
            goesOn = Request.asCurrent(r).call(() -> {
                if (handler != null) {
                    handler.serve(w, r);
                    return w.codec.tunnelUser().isPresent();
                }
                TunnelUser user = w.codec.tunnelUser().orElse(null);
                return user != null && user.proceed();
            });
            failed = false;
        } finally {
            if (!goesOn) {
                ResponseHooks noted = w.registered();
                if (noted != null) {
                    noted.returned(failed);
                }
                w.seal(failed);
                r.seal();
            }
        }
        return goesOn;
    }

    private void fail(ServerResponse w, ServerRequest r, Throwable thrown) {
        noteFailure(w, thrown);
        if (w.hijacked()) {
            // The handler has the connection, so nothing can be answered; but its failure is logged.
            if (thrown instanceof AbortHandler) {
                return;
            }
            if (r.wasCancelled() || isOfClientsLeaving(w, thrown)) {
                logEarlyEnd(r, thrown);
            } else {
                logFailure(r, thrown);
            }
            return;
        }
        try {
            switch (thrown) {
                case AbortHandler _ -> w.abort();
                case HttpError e when w.replaceable() -> refuse(w, r, e);
                case ContentException e when w.replaceable() -> refuse(w, r, HttpError.of(e));
                default -> {
                    if (r.wasCancelled() || w.failed() || isOfContent(thrown) || isOfClientsLeaving(w, thrown)) {
                        logEarlyEnd(r, thrown);
                    } else {
                        logFailure(r, thrown);
                    }
                    if (w.replaceable()) {
                        w.replace(HttpError.of(thrown), thrown);
                    } else {
                        w.abort();
                    }
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failAgain(w, r, e);
        }
    }

    /** Notes what was thrown, unless it is an answer of the handler's own. */
    private static void noteFailure(ServerResponse w, Throwable thrown) {
        boolean answers = thrown instanceof HttpError || thrown instanceof ContentException;
        if (w.registered() != null && !(thrown instanceof AbortHandler) && !(answers && w.replaceable())) {
            w.hooks().failed(thrown);
        }
    }

    /** The answer to a failure has failed. */
    private void failAgain(ServerResponse w, ServerRequest r, Throwable e) {
        ResponseHooks hooks = w.registered();
        if (hooks != null && hooks.hasThrown(e) && w.replaceable()) {
            // A commit hook that has run for an error's answer takes its place. Each runs once, so this comes to an
            // end.
            fail(w, r, e);
        } else if (e instanceof IOException) {
            server.logDebug(r + " could not be answered", e);
            w.abort();
        } else {
            // An error whose own fields cannot be sent, for example. Abort first, as the log may fail again: the client
            // would wait for the end of its stream for ever.
            w.abort();
            logFailure(r, e);
        }
    }

    private void refuse(ServerResponse w, ServerRequest r, HttpError e) throws IOException {
        w.replace(e, null);
        server.logDebug(r + " answered " + e.status() + ": " + e.getMessage(), null);
    }

    /** Returns whether the client has not sent its content: as thrown by the content, or as the cause in a tunnel. */
    private static boolean isOfContent(Throwable thrown) {
        return thrown instanceof ContentException
                || thrown instanceof IOException e && e.getCause() instanceof ContentException;
    }

    private static boolean isOfClientsLeaving(ServerResponse w, Throwable thrown) {
        return thrown instanceof IOException e && w.codec.isOfClientsLeaving(e);
    }

    private void logEarlyEnd(ServerRequest r, Throwable thrown) {
        server.logDebug(r + " ended early, by the client", thrown);
    }

    private void logFailure(ServerRequest r, Throwable thrown) {
        server.counters().handlerFailed();
        log("the handler failed", " on " + r + " from " + r.remoteAddress(), thrown);
    }

    private void log(String what, String where, Throwable thrown) {
        try {
            server.logError(what + where, thrown);
        } catch (RuntimeException | Error e) {
            // What was thrown fails itself when it is asked for its message, or no memory is left for its stack trace.
            server.logError(
                    what + " with " + thrown.getClass().getName() + ", which cannot be logged: "
                            + e.getClass().getName(),
                    null);
        }
    }
}
