package dev.weir.samples;

import dev.weir.tls.spi.CertificateFiles;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options that are settings of TLS, and what they say. */
final class TlsSettings {
    static final List<Option> ALL = List.of(
            new Option(
                    "cert",
                    "FILE",
                    "self-signed, for localhost",
                    "certificate chain in PEM; one or more, each with a --key",
                    (o, text) -> o.tls().certificates.add(Values.path(text))),
            new Option(
                    "key",
                    "FILE",
                    "",
                    "the certificate's private key, in PEM",
                    (o, text) -> o.tls().keys.add(Values.path(text))),
            new Option(
                    "reload-interval",
                    "TIME",
                    "1m",
                    "how often the files are looked at for new ones",
                    (o, text) -> o.tls().reloadInterval = Values.duration(text)),
            new Option(
                    "tls-provider",
                    "NAME",
                    "jsse",
                    "whose TLS; also openssl, bouncycastle",
                    (o, text) -> o.tls().provider = Values.name(text)),
            new Option(
                    "client-auth",
                    "none|want|need",
                    "none",
                    "whether clients are asked for a certificate",
                    (o, text) -> o.tls().clientAuth = clientAuth(text)),
            new Option(
                    "trust",
                    "FILE",
                    "",
                    "the roots that client certificates are checked against, in PEM",
                    (o, text) -> o.tls().trust = Values.path(text)));

    private final List<Path> certificates = new ArrayList<>();
    private final List<Path> keys = new ArrayList<>();
    private Duration reloadInterval = Duration.ofMinutes(1);
    private String provider = "jsse";
    private ClientAuth clientAuth = ClientAuth.NONE;
    private @Nullable Path trust;

    private static ClientAuth clientAuth(String text) throws UsageException {
        return switch (text) {
            case "none" -> ClientAuth.NONE;
            case "want" -> ClientAuth.WANT;
            case "need" -> ClientAuth.NEED;
            default -> throw new UsageException("one of none, want and need, not " + text);
        };
    }

    /**
     * Whether it all fits together.
     *
     * @param used whether HTTPS is served at all
     * @throws UsageException when it does not
     */
    void check(boolean used) throws UsageException {
        if (certificates.size() != keys.size()) {
            throw new UsageException("--cert and --key go together");
        }
        if (!certificates.isEmpty() && !used) {
            throw new UsageException("--cert and --key are for --tls-port, which is not given");
        }
        if ((clientAuth != ClientAuth.NONE) != (trust != null)) {
            throw new UsageException("--client-auth and --trust go together");
        }
        if (trust != null && !used) {
            throw new UsageException("--client-auth and --trust are for --tls-port, which is not given");
        }
    }

    /** Returns whether a certificate was named; else a development certificate is used. */
    boolean hasCertificate() {
        return !certificates.isEmpty();
    }

    /**
     * Returns the configuration.
     *
     * @param development what holds the certificate where none was named: a PKCS#12 file; asked for only then
     * @throws IOException where a file cannot be used
     */
    TlsConfig config(Development development) throws IOException, InterruptedException {
        CertificateFiles.Builder files = CertificateFiles.builder();
        for (int i = 0; i < certificates.size(); i++) {
            files.pem(certificates.get(i), keys.get(i));
        }
        if (certificates.isEmpty()) {
            files.pkcs12(development.file(), DevCertificate.PASSWORD.toCharArray());
        }
        TlsConfig.Builder builder = TlsConfig.builder()
                .certificates(files.build())
                .reloadInterval(reloadInterval)
                .provider(provider);
        if (trust != null) {
            builder.clientAuth(clientAuth, trust);
        }
        return builder.build();
    }

    /** Makes the certificate for development. */
    @FunctionalInterface
    interface Development {
        /** Returns the file that holds it. */
        Path file() throws IOException, InterruptedException;
    }
}
