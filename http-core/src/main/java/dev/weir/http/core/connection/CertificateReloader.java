package dev.weir.http.core.connection;

import dev.weir.http.core.support.SteadyLoop;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import java.time.Duration;

/**
 * Looks for new certificates from time to time, and when told to. New ones are for the handshakes that begin from then on;
 * bad ones are refused, and the old ones stay.
 *
 * <p><b>Threads.</b> Thread-safe; the watching is done on a platform thread of its own.
 */
public final class CertificateReloader {
    private final DefaultServerContext context;
    private final TlsConfig config;
    /** Null when nothing is watched. */
    private Thread watcher;
    /** The watcher's: the fault that was logged last; empty when all was well since. */
    private String told = "";

    public CertificateReloader(DefaultServerContext context, TlsConfig config) {
        this.context = context;
        this.config = config;
    }

    /** Called once, by the thread that starts the server. */
    public void start() {
        Duration interval = config.reloadInterval();
        if (!interval.isZero()) {
            watcher = Thread.ofPlatform()
                    .daemon()
                    .name("weir-certificates")
                    .start(new SteadyLoop("the thread that watches the certificates", context, () -> watch(interval)));
        }
    }

    public void stop() {
        if (watcher != null) {
            watcher.interrupt();
        }
    }

    /** Waits, and looks once; false when the server has ended. */
    private boolean watch(Duration interval) {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException e) {
            // The server has ended.
            return false;
        }
        try {
            reload();
            told = "";
        } catch (TlsConfigException | RuntimeException e) {
            // Once for each cause: it stays until somebody mends it.
            if (!told.equals(String.valueOf(e.getMessage()))) {
                told = String.valueOf(e.getMessage());
                context.logError("the new certificates are refused, the old ones stay: " + told, null);
            }
        }
        return true;
    }

    public boolean reload() throws TlsConfigException {
        boolean swapped = config.certificates().reload();
        if (swapped) {
            context.logInfo("new certificates are in use");
        }
        return swapped;
    }
}
