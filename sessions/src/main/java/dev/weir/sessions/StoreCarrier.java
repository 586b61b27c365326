package dev.weir.sessions;

import dev.weir.http.api.HttpError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sessions in a store, under the hash of an identifier that the client has in its cookie. */
final class StoreCarrier implements Carrier {
    /** For content and user together. */
    private static final int CAPACITY = 32_000;

    /** Of 256 random bits: nobody guesses one, so a store need not be told of guesses. */
    private static final int ID_BYTES = 32;

    private static final int ID_LENGTH = 43;

    /** A store that is down would fill the log with a line for each request. */
    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private static final System.Logger LOG = System.getLogger("dev.weir.sessions");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SessionStore store;
    private final AtomicLong lastLine = new AtomicLong(System.nanoTime() - LOG_INTERVAL);

    StoreCarrier(SessionStore store) {
        this.store = store;
    }

    @Override
    public int capacity(String cookieName) {
        return CAPACITY;
    }

    @Override
    public @Nullable SessionRecord load(String cookieName, String value) {
        if (!isId(value)) {
            return null;
        }
        try {
            return store.load(hash(value)).orElse(null);
        } catch (IOException e) {
            throw unavailable("be read", e);
        }
    }

    @Override
    public String create(String cookieName, SessionRecord session) {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        String id = text(bytes);
        if (!save(id, session)) {
            throw new IllegalStateException("the session store has a session under an identifier that was never used");
        }
        return id;
    }

    @Override
    public @Nullable String replace(String cookieName, String value, SessionRecord session) {
        return save(value, session) ? value : null;
    }

    private boolean save(String value, SessionRecord session) {
        try {
            return store.save(hash(value), session);
        } catch (IOException e) {
            throw unavailable("be written", e);
        }
    }

    @Override
    public boolean delete(String value) {
        try {
            return store.delete(hash(value));
        } catch (IOException e) {
            throw unavailable("be written", e);
        }
    }

    private HttpError unavailable(String what, IOException e) {
        long now = System.nanoTime();
        long last = lastLine.get();
        // A client that has gone interrupts what its handler waits for: that says nothing of the store.
        if (!Thread.currentThread().isInterrupted()
                && now - last >= LOG_INTERVAL
                && lastLine.compareAndSet(last, now)) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the session store cannot " + what + ", requests are answered with 503: " + e);
        }
        return new HttpError(503, "Service Unavailable", e).with("Retry-After", "5");
    }

    private static boolean isId(String value) {
        if (value.length() != ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < ID_LENGTH; i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static String hash(String value) {
        try {
            return text(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
