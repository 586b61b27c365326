package dev.weir.tls.openssl;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Owns one key of libcrypto (an EVP_PKEY). It is freed when it is taken and given back, or when its owner is no longer
 * reachable.
 *
 * <p><b>Threads.</b> Thread-safe. Whoever uses {@link #address} keeps the handle's owner reachable meanwhile.
 */
final class KeyHandle {
    private static final Cleaner CLEANER = Cleaner.create();
    /** The keys that were made, and those that are not freed yet, of the whole process. */
    private static final AtomicLong MADE = new AtomicLong();

    private static final AtomicLong LIVE = new AtomicLong();

    /** What the cleaner frees; must not refer to the handle. */
    private static final class Pointer extends AtomicLong implements Runnable {
        private static final long serialVersionUID = 1;

        Pointer(long address) {
            super(address);
        }

        @Override
        public void run() {
            long address = getAndSet(0);
            if (address != 0) {
                free(address);
            }
        }
    }

    private final Pointer pointer;
    private final Cleaner.Cleanable cleanable;

    /** Owns a key from now on. */
    KeyHandle(long address) {
        pointer = new Pointer(address);
        MADE.incrementAndGet();
        LIVE.incrementAndGet();
        cleanable = CLEANER.register(this, pointer);
    }

    /** Returns the key's address; 0 once it was taken. */
    long address() {
        return pointer.get();
    }

    /** Takes the key: the caller alone has it, and gives it to {@link #free}. Returns 0 if another has taken it. */
    long take() {
        long address = pointer.getAndSet(0);
        cleanable.clean();
        return address;
    }

    /** Frees a key that was taken. */
    static void free(long address) {
        Libcrypto.freeKey(address);
        LIVE.decrementAndGet();
    }

    /** Returns the number of keys that were made, for tests. */
    static long made() {
        return MADE.get();
    }

    /** Returns the number of keys that are not freed, for tests. */
    static long live() {
        return LIVE.get();
    }
}
