package dev.weir.tls.openssl;

import java.lang.foreign.Arena;

/** The digests of libcrypto, looked up once and kept as long as the process. Stateless. */
final class Digests {
    static final long SHA256 = fetch("SHA256");
    static final long SHA384 = fetch("SHA384");
    static final long SHA512 = fetch("SHA512");

    private Digests() {}

    private static long fetch(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long digest = Libcrypto.fetchDigest(0, arena.allocateFrom(name).address(), 0);
            if (digest == 0) {
                // Never 0 instead, by which libcrypto would choose one.
                throw new IllegalStateException("libcrypto has no " + name);
            }
            return digest;
        }
    }

    /** Returns the digest with a name of the JCA; 0 for one that TLS does not use. */
    static long of(String name) {
        return switch (name) {
            case "SHA-256" -> SHA256;
            case "SHA-384" -> SHA384;
            case "SHA-512" -> SHA512;
            default -> 0;
        };
    }
}
