package dev.weir.handlers;

import dev.weir.handlers.FileTree.OpenFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file that stays open between requests, with those beside it that hold the same in a content coding, and with what
 * responses say of them. It is closed when nobody uses it any more: neither a request nor {@link OpenFiles}.
 *
 * <p><b>Threads.</b> Thread-safe. Its channels are for reads at a position, within the gate of a request alone
 * ({@code ResponseWriter.transferFrom}): an interrupt in any other call would close them for all.
 */
final class KeptFile {
    /**
     * What a response says of a file.
     *
     * @param modified the value of {@code Last-Modified}
     * @param type the value of {@code Content-Type}; null for none
     * @param sniffed whether the type is by the first bytes, as the name says nothing
     */
    record Facts(
            long size,
            Validators validators,
            String modified,
            @Nullable String type,
            boolean sniffed) {}

    /** The names that it was asked for by. */
    final String key;

    private final OpenFile plain;
    /** In the order of {@link Sidecars}; null where there is none that is worth it. */
    private final @Nullable OpenFile[] coded;
    /** When it is to be looked at again, by the clock of {@link System#nanoTime}. */
    private final long until;

    private final int descriptors;
    /** Requests that use it, and the table; closed at zero, for good. */
    private final AtomicInteger users = new AtomicInteger(1);
    /** Whether it was asked for since the table has looked last. */
    private volatile boolean asked;

    /**
     * Keeps a file for the request that has opened it, which gives it back.
     *
     * @param plain with its facts; these and the others are not to be closed in another way from now on
     * @param coded with their facts
     */
    KeptFile(String key, OpenFile plain, @Nullable OpenFile[] coded, long until) {
        this.key = key;
        this.plain = plain;
        this.coded = coded;
        this.until = until;
        int count = 1;
        for (OpenFile file : coded) {
            count += file == null ? 0 : 1;
        }
        this.descriptors = count;
    }

    OpenFile plain() {
        return plain;
    }

    @Nullable
    OpenFile[] coded() {
        return coded;
    }

    /** Returns how many files it has open. */
    int descriptors() {
        return descriptors;
    }

    boolean expired(long now) {
        return now - until >= 0;
    }

    /** Returns whether one of its channels was closed by somebody else. */
    boolean broken() {
        for (OpenFile file : coded) {
            if (file != null && !file.channel().isOpen()) {
                return true;
            }
        }
        return !plain.channel().isOpen();
    }

    /** Returns whether it was asked for since the last call. */
    boolean askedSince() {
        boolean was = asked;
        asked = false;
        return was;
    }

    /** Notes that it was asked for. */
    void ask() {
        if (!asked) {
            asked = true;
        }
    }

    /** Takes it for one more user; false where it is closed. */
    boolean take() {
        int seen = users.get();
        while (seen > 0 && !users.compareAndSet(seen, seen + 1)) {
            seen = users.get();
        }
        return seen > 0;
    }

    /** Gives it back, once for each user. */
    void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            try (SeekableByteChannel _ = plain.channel()) {
                for (OpenFile file : coded) {
                    if (file != null) {
                        file.channel().close();
                    }
                }
            }
        }
    }
}
