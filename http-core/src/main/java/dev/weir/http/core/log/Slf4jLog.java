package dev.weir.http.core.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A server's lines in a logger of SLF4J. */
record Slf4jLog(Logger logger) implements ServerLog {
    @Override
    public void error(String message, @Nullable Throwable cause) {
        if (cause == null) {
            logger.error(LogLine.of(message));
        } else {
            logger.error(LogLine.of(message), cause);
        }
    }

    @Override
    public void info(String message) {
        logger.info(LogLine.of(message));
    }

    @Override
    public void debug(String message) {
        logger.debug(LogLine.of(message));
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isInfoEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isDebugEnabled();
    }
}
