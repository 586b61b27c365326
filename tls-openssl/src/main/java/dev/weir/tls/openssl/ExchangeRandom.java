package dev.weir.tls.openssl;

import java.security.SecureRandom;

/**
 * The source of random numbers of our contexts, and only of them: the sign by which a key pair for one of them is told
 * from those of the rest of the process. Its numbers are those of the JDK's default. Thread-safe.
 */
final class ExchangeRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    ExchangeRandom() {}
}
