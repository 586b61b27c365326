package dev.weir.http.core.connection;

import dev.weir.http.core.support.SteadyLoop;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Looks for new certificates periodically, and on request. New ones are used by handshakes that begin afterwards;
 * bad ones are refused, and the old ones stay.
 *
 * <p><b>Threads.</b> Thread-safe; the watching is done on a platform thread of its own.
 */
public final class CertificateReloader {
    /** The longest that somebody who replaces two files takes from the first to the second. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final DefaultServerContext context;
    private final TlsConfig config;
    /** Null when nothing is watched. */
    private @Nullable Thread watcher;
    /** The watcher's: the fault that was logged last; empty when all was well since. */
    private String loggedFault = "";

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
            reloadWhole(interval);
            loggedFault = "";
        } catch (InterruptedException e) {
            return false;
        } catch (TlsConfigException | RuntimeException e) {
            // Once for each cause, which persists until it is fixed.
            if (!loggedFault.equals(String.valueOf(e.getMessage()))) {
                loggedFault = String.valueOf(e.getMessage());
                context.logError("the new certificates are refused, the old ones stay: " + loggedFault, null);
            }
        }
        return true;
    }

    /** Looks once more a moment later where the first look finds a fault: files that are replaced one by one do not fit meanwhile. */
    private void reloadWhole(Duration interval) throws TlsConfigException, InterruptedException {
        try {
            reload();
        } catch (TlsConfigException e) {
            Thread.sleep(interval.compareTo(MOMENT) < 0 ? interval : MOMENT);
            reload();
        }
    }

    public boolean reload() throws TlsConfigException {
        boolean swapped = config.certificates().reload();
        if (swapped) {
            context.logInfo(() -> "new certificates are in use");
        }
        return swapped;
    }
}
