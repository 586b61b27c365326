package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsConfigException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The providers by which JSSE finds what is here. They are registered with the process once, and stay. Stateless but for
 * that.
 */
final class Registration {
    /** Registers once; the holder's lock is the JVM's. */
    private static final class Holder {
        static final boolean DONE =
                Security.insertProviderAt(new Exchange(), 1) != -1 && Security.addProvider(new Signing()) != -1;
    }

    private Registration() {}

    /**
     * Registers the providers.
     *
     * @throws TlsConfigException when others have their names
     */
    static void ensure() throws TlsConfigException {
        if (!Holder.DONE) {
            throw new TlsConfigException("the TLS provider openssl is already used by classes of another class loader:"
                    + " load its module once, where all of its users see it");
        }
    }

    /** What makes an object of a service. */
    private static final class OurService extends Provider.Service {
        private final Supplier<Object> maker;
        private final @Nullable Class<?> keys;

        OurService(Provider provider, String type, String algorithm, @Nullable Class<?> keys, Supplier<Object> maker) {
            super(provider, type, algorithm, OurService.class.getName(), List.of(), null);
            this.maker = maker;
            this.keys = keys;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return maker.get();
        }

        /** Only our keys come here. */
        @Override
        public boolean supportsParameter(@Nullable Object key) {
            return keys != null && keys.isInstance(key);
        }
    }

    /** Key exchange. The first of the process, as JSSE takes the first that generates keys. */
    private static final class Exchange extends Provider {
        private static final long serialVersionUID = 1;

        Exchange() {
            super("WeirOpenSslExchange", "1", "Key exchange by libcrypto, for Weir's TLS alone");
            for (String algorithm : List.of("XDH", "EC")) {
                putService(new OurService(this, "KeyPairGenerator", algorithm, null, ExchangeKeyPairs::new));
            }
            for (String algorithm : List.of("XDH", "ECDH")) {
                putService(new OurService(
                        this,
                        "KeyAgreement",
                        algorithm,
                        ExchangeKey.class,
                        () -> new ExchangeAgreement(this, algorithm)));
            }
        }
    }

    /** Signatures. The last of the process: no other provider takes our keys. */
    private static final class Signing extends Provider {
        private static final long serialVersionUID = 1;

        Signing() {
            super("WeirOpenSslSignature", "1", "Signatures by libcrypto, for Weir's TLS alone");
            put("SHA256withECDSA", () -> new NativeSignature("EC", Digests.SHA256));
            put("SHA384withECDSA", () -> new NativeSignature("EC", Digests.SHA384));
            put("SHA512withECDSA", () -> new NativeSignature("EC", Digests.SHA512));
            put("SHA256withRSA", () -> new NativeSignature("RSA", Digests.SHA256));
            put("SHA384withRSA", () -> new NativeSignature("RSA", Digests.SHA384));
            put("SHA512withRSA", () -> new NativeSignature("RSA", Digests.SHA512));
            put("RSASSA-PSS", PssSignature::new);
            put("Ed25519", () -> new NativeSignature("EdDSA", 0));
        }

        private void put(String algorithm, Supplier<Object> maker) {
            putService(new OurService(this, "Signature", algorithm, SigningKey.class, maker));
        }
    }
}
