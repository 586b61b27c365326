package dev.weir.tls.openssl;

import dev.weir.tls.spi.TlsConfigException;
import java.security.Provider;
import java.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The providers by which JSSE finds what is here. They are registered with the process once, and stay; outside of our
 * handshakes they have no services. Stateless but for that.
 */
final class Registration {
    /** The first of the process, as JSSE takes the first that generates keys. */
    static final String EXCHANGE = "WeirOpenSslExchange";
    /** The last of the process: no other takes our keys. The first gets parameters that come before a key. */
    static final String SIGNATURE = "WeirOpenSslSignature";

    /** Registers once; the holder's lock is the JVM's. */
    private static final class Holder {
        static final boolean DONE =
                Security.insertProviderAt(exchange(), 1) != -1 && Security.addProvider(signature()) != -1;
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

    private static Scoped exchange() {
        Scoped provider = new Scoped(EXCHANGE, "Key exchange by libcrypto, for Weir's TLS alone");
        for (String algorithm : List.of("XDH", "EC")) {
            provider.put("KeyPairGenerator", algorithm, null, ExchangeKeyPairs::new);
        }
        for (String algorithm : List.of("XDH", "ECDH")) {
            provider.put("KeyAgreement", algorithm, ExchangeKey.class, ExchangeAgreement::new);
        }
        return provider;
    }

    private static Scoped signature() {
        Scoped provider = new Scoped(SIGNATURE, "Signatures by libcrypto, for Weir's TLS alone");
        provider.sign("SHA256withECDSA", () -> new NativeSignature("EC", Digests.SHA256));
        provider.sign("SHA384withECDSA", () -> new NativeSignature("EC", Digests.SHA384));
        provider.sign("SHA512withECDSA", () -> new NativeSignature("EC", Digests.SHA512));
        provider.sign("SHA256withRSA", () -> new NativeSignature("RSA", Digests.SHA256));
        provider.sign("SHA384withRSA", () -> new NativeSignature("RSA", Digests.SHA384));
        provider.sign("SHA512withRSA", () -> new NativeSignature("RSA", Digests.SHA512));
        provider.sign("RSASSA-PSS", PssSignature::new);
        provider.sign("Ed25519", () -> new NativeSignature("EdDSA", 0));
        return provider;
    }

    /** A provider whose services only our handshakes see. */
    private static final class Scoped extends Provider {
        private static final long serialVersionUID = 1;

        /** By type, then by algorithm; not given to the superclass, which shows all. Not changed once it is registered. */
        private final transient Map<String, Map<String, OurService>> services = new HashMap<>();

        Scoped(String name, String info) {
            super(name, "1", info);
        }

        void sign(String algorithm, Supplier<Object> maker) {
            put("Signature", algorithm, SigningKey.class, maker);
        }

        void put(String type, String algorithm, @Nullable Class<?> keys, Supplier<Object> maker) {
            services.computeIfAbsent(type, _ -> new HashMap<>())
                    .put(algorithm, new OurService(this, type, algorithm, keys, maker));
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the map does not change
        public @Nullable Service getService(String type, String algorithm) {
            // Each look-up of the process comes here, of digests and ciphers too.
            Map<String, OurService> ofType = services.get(type);
            return ofType != null && HandshakeScope.entered() ? ofType.get(algorithm) : null;
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
}
