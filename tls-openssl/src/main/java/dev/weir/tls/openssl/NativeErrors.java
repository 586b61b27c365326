package dev.weir.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The texts of OpenSSL's error queue. Stateless; for the thread of the call that has failed, right after it. */
final class NativeErrors {
    /** OpenSSL writes no more, and says that 256 suffice. */
    private static final int TEXT = 256;
    /** The queue holds 16. */
    private static final int MOST = 16;

    private NativeErrors() {}

    /** Empties the queue, and returns its first error with a prefix: what failed first is the cause. */
    static String take(String what) {
        int first = Libcrypto.nextError();
        for (int i = 0; i < MOST && Libcrypto.nextError() != 0; i++) {
            // the others say in which functions that was noticed
        }
        if (first == 0) {
            return what + " has failed in libcrypto without a reason";
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(TEXT);
            Libcrypto.errorText(Integer.toUnsignedLong(first), text.address(), TEXT);
            return what + " has failed in libcrypto: " + text.getString(0);
        }
    }
}
