package dev.weir.http.core;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Counters;
import dev.weir.http.core.spi.ServerConfig;
import dev.weir.http.core.spi.ServerContext;
import org.slf4j.Logger;

/** A server as its protocols see it. */
final class RunningContext implements ServerContext {
    private final Handler handler;
    private final ServerConfig config;
    private final Logger log;
    private final Counters counters = new Counters();
    private final PeerFaults faults;
    private volatile boolean draining;

    RunningContext(Handler handler, ServerConfig config, Logger log) {
        this.handler = handler;
        this.config = config;
        this.log = log;
        this.faults = new PeerFaults(log);
    }

    /** What peers do wrong before a protocol has them. */
    PeerFaults faults() {
        return faults;
    }

    void drain() {
        draining = true;
    }

    @Override
    public Handler handler() {
        return handler;
    }

    @Override
    public ServerConfig config() {
        return config;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public boolean draining() {
        return draining;
    }

    @Override
    public void logError(String message, Throwable cause) {
        if (cause == null) {
            log.error(message);
        } else {
            log.error(message, cause);
        }
    }

    /** Reports what an operator has brought about, and would like to see done. */
    void logInfo(String message) {
        log.info(message);
    }

    @Override
    public void logDebug(String message, Throwable cause) {
        if (log.isDebugEnabled()) {
            // One line: what clients cause at will has no stack trace.
            log.debug(cause == null ? message : message + ": " + cause);
        }
    }
}
