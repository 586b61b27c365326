package dev.weir.http.core.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;

/**
 * Where a server's lines go: to SLF4J, or to {@link System.Logger} where SLF4J has no provider and would drop them. Chosen
 * once, when the server is built.
 *
 * <p>Each message is one line: what could end it or steer a terminal is escaped, as clients have a say in it.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public sealed interface ServerLog permits Slf4jLog, SystemLog {
    /** How long another thread is waited for that sets SLF4J up: without a provider it takes milliseconds. */
    long SET_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How often that thread is looked at. */
    long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The provider that drops everything, for operators who want that. */
    String SILENCE = "org.slf4j.nop.NOPServiceProvider";

    /** Returns the log of this name. */
    static ServerLog named(String name) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        long from = System.nanoTime();
        // Until SLF4J knows what is there, it keeps lines, and drops them where it finds nothing. A provider that takes
        // longer than this is one.
        while (factory instanceof SubstituteLoggerFactory && System.nanoTime() - from < SET_UP_NANOS) {
            LockSupport.parkNanos(LOOK_NANOS);
            factory = LoggerFactory.getILoggerFactory();
        }
        return choose(factory, name, factory instanceof NOPLoggerFactory && silenceIsWanted());
    }

    /**
     * Chooses.
     *
     * @param factory SLF4J's
     * @param silence whether an operator has chosen that there be no log
     */
    static ServerLog choose(ILoggerFactory factory, String name, boolean silence) {
        return factory instanceof NOPLoggerFactory && !silence
                ? new SystemLog(System.getLogger(name), SystemLog.HINT)
                : of(factory.getLogger(name));
    }

    /** Returns the log that writes to this logger. */
    static ServerLog of(Logger logger) {
        return new Slf4jLog(logger);
    }

    private static boolean silenceIsWanted() {
        try {
            Class.forName(SILENCE, false, LoggerFactory.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Logs a failure.
     *
     * @param cause shown with its stack trace; may be null
     */
    void error(String message, @Nullable Throwable cause);

    /** Logs what an operator has brought about, or should see. */
    void info(String message);

    /** Logs what clients cause. */
    void debug(String message);

    /** Returns whether {@link #info} shows anything. */
    boolean isInfoEnabled();

    /** Returns whether {@link #debug} shows anything. */
    boolean isDebugEnabled();
}
