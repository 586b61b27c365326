package dev.weir.http.testkit;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.ServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The server of one request in memory: the default settings of a server, and what it logs of this request.
 *
 * <p><b>Threads.</b> Thread-safe, but for {@link #watch} and {@link #logged}, which are for the handler's thread.
 */
final class RecorderContext extends KitContext {
    private static final System.Logger LOG = System.getLogger(ResponseRecorder.class.getName());

    private final ErrorRenderer errors;
    /** The handler's thread; null before it runs. */
    private volatile @Nullable Thread watched;
    /** The first cause that was logged on the handler's thread; owned by it. */
    private @Nullable Throwable logged;

    RecorderContext(ErrorRenderer errors) {
        this.errors = errors;
    }

    /** Notes from now on what is logged on the calling thread. */
    void watch() {
        watched = Thread.currentThread();
    }

    /** Returns the first cause that was logged on the thread that is watched, or null. */
    @Nullable
    Throwable logged() {
        return logged;
    }

    @Override
    public Handler handler() {
        throw new IllegalStateException("a request in memory comes to no server's handler");
    }

    @Override
    public ServerConfig config() {
        return ServerConfig.DEFAULT;
    }

    @Override
    public ErrorRenderer errorRenderer() {
        return errors;
    }

    /** What an action of {@code onCancel} throws is shown as what ends a thread is, as no test sees it otherwise. */
    @Override
    public void logError(String message, @Nullable Throwable cause) {
        if (Thread.currentThread() == watched) {
            note(cause);
            LOG.log(System.Logger.Level.ERROR, message, cause);
        } else {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, new IllegalStateException(message, cause));
        }
    }

    @Override
    public void logDebug(String message, @Nullable Throwable cause) {
        if (Thread.currentThread() == watched) {
            note(cause);
        }
    }

    private void note(@Nullable Throwable cause) {
        if (logged == null) {
            logged = cause;
        }
    }
}
