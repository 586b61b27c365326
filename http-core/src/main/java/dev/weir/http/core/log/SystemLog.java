package dev.weir.http.core.log;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A server's lines in the platform's log, which is the standard error unless a program has another: for processes in which
 * SLF4J has no provider. The first line of all says so.
 */
final class SystemLog implements ServerLog {
    /** Whether this process has had its word on the provider. */
    static final AtomicBoolean HINT = new AtomicBoolean();

    private static final String WORD =
            "No SLF4J provider was found, so failures, starts and ends are logged by System.Logger. For more add a"
                    + " provider, such as slf4j-simple; a runtime image needs its name: jlink --add-modules"
                    + " org.slf4j.simple";

    private final System.Logger logger;
    private final AtomicBoolean hinted;

    /**
     * Creates one.
     *
     * @param hinted whether the word on the provider is out, for all that share this
     */
    SystemLog(System.Logger logger, AtomicBoolean hinted) {
        this.logger = logger;
        this.hinted = hinted;
    }

    @Override
    public void error(String message, @Nullable Throwable cause) {
        log(System.Logger.Level.ERROR, message, cause);
    }

    @Override
    public void info(String message) {
        log(System.Logger.Level.INFO, message, null);
    }

    @Override
    public void debug(String message) {
        log(System.Logger.Level.DEBUG, message, null);
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isLoggable(System.Logger.Level.INFO);
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isLoggable(System.Logger.Level.DEBUG);
    }

    private void log(System.Logger.Level level, String message, @Nullable Throwable cause) {
        if (!logger.isLoggable(level)) {
            return;
        }
        if (hinted.compareAndSet(false, true)) {
            // At the level of the line that it precedes, so that it is seen where that is.
            boolean out = false;
            try {
                logger.log(level, WORD);
                out = true;
            } finally {
                hinted.set(out);
            }
        }
        // Never as a format: braces in it are the client's.
        String line = LogLine.of(message);
        if (cause == null) {
            logger.log(level, line);
        } else {
            logger.log(level, line, cause);
        }
    }
}
