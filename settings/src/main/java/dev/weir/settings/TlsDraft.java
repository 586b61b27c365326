package dev.weir.settings;

import static dev.weir.settings.Forms.CLIENT_AUTH;
import static dev.weir.settings.Forms.FILE;
import static dev.weir.settings.Forms.FILES;
import static dev.weir.settings.Forms.NAME;
import static dev.weir.settings.Forms.NAMES;
import static dev.weir.settings.Forms.NUMBER;
import static dev.weir.settings.Forms.SECRET;
import static dev.weir.settings.Forms.SWITCH;
import static dev.weir.settings.Forms.TIME;

import dev.weir.tls.spi.CertificateFiles;
import dev.weir.tls.spi.ClientAuth;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of TLS of one listener. */
final class TlsDraft {
    static final String PREFIX = "tls.";

    static final List<Entry<TlsDraft>> ALL = List.of(
            Entry.of(
                    "tls.certificate",
                    FILES,
                    "",
                    "certificate chains in PEM; the first is the default",
                    (draft, files) -> draft.certificates = files),
            Entry.of("tls.key", FILES, "", "their private keys, in PEM", (draft, files) -> draft.keys = files),
            Entry.of(
                    "tls.pkcs12",
                    FILE,
                    "",
                    "a key and its chain in PKCS#12, in place of the above",
                    (draft, file) -> draft.pkcs12 = file),
            Entry.of(
                    "tls.password",
                    SECRET,
                    "",
                    "the password of the PKCS#12 file, or of the keys",
                    (draft, password) -> draft.password = password),
            Entry.of(
                    "tls.reload-interval",
                    TIME,
                    "1m",
                    "how often the files are looked at for new ones",
                    (draft, time) -> draft.config.reloadInterval(time)),
            Entry.of(
                    "tls.provider",
                    NAME,
                    "of the highest priority",
                    "whose TLS: jsse, openssl, bouncycastle",
                    (draft, name) -> draft.config.provider(name)),
            Entry.of(
                    "tls.client-auth",
                    CLIENT_AUTH,
                    "none",
                    "whether clients are asked for a certificate",
                    (draft, mode) -> draft.clientAuth = mode),
            Entry.of(
                    "tls.trust",
                    FILE,
                    "",
                    "the roots that client certificates are checked against, in PEM",
                    (draft, file) -> draft.trust = file),
            Entry.of(
                    "tls.versions",
                    NAMES,
                    "TLSv1.3,TLSv1.2",
                    "the versions of TLS",
                    (draft, names) -> draft.config.versions(array(names))),
            Entry.of(
                    "tls.cipher-suites",
                    NAMES,
                    "the provider's",
                    "the cipher suites, by their IANA names",
                    (draft, names) -> draft.config.cipherSuites(array(names))),
            Entry.of(
                    "tls.named-groups",
                    NAMES,
                    "the provider's",
                    "the groups for key exchange, by their IANA names",
                    (draft, names) -> draft.config.namedGroups(array(names))),
            Entry.of(
                    "tls.sessions",
                    NUMBER,
                    "the provider's",
                    "how many sessions are kept to be resumed",
                    (draft, number) -> draft.sessions = number),
            Entry.of(
                    "tls.session-lifetime",
                    TIME,
                    "the provider's",
                    "how long a session can be resumed",
                    (draft, time) -> draft.lifetime = time),
            Entry.of(
                    "tls.session-tickets",
                    SWITCH,
                    "the provider's",
                    "whether session tickets are issued",
                    (draft, on) -> draft.config.sessionTickets(on)));

    private final TlsConfig.Builder config = TlsConfig.builder();
    private List<Path> certificates = List.of();
    private List<Path> keys = List.of();
    private @Nullable Path pkcs12;
    private char @Nullable [] password;
    private ClientAuth clientAuth = ClientAuth.NONE;
    private @Nullable Path trust;
    private int sessions;
    private Duration lifetime = Duration.ZERO;

    private TlsDraft() {}

    private static String[] array(List<String> names) {
        return names.toArray(String[]::new);
    }

    /**
     * Reads what is set.
     *
     * @param prefix what stands before the names
     * @return null where nothing is set
     * @throws IllegalArgumentException where it is wrong or does not go together
     */
    static @Nullable TlsDraft of(Values values, String prefix) {
        String first = values.first(prefix + PREFIX);
        if (first.isEmpty()) {
            return null;
        }
        TlsDraft draft = new TlsDraft();
        values.set(prefix, ALL, draft);
        if (draft.certificates.size() != draft.keys.size()) {
            String given = prefix + (draft.certificates.isEmpty() ? "tls.key" : "tls.certificate");
            throw values.refused(given, "tls.certificate and tls.key go together, as many of one as of the other");
        }
        if (draft.certificates.isEmpty() == (draft.pkcs12 == null)) {
            throw values.refused(first, "TLS wants either tls.certificate and tls.key or tls.pkcs12");
        }
        if (draft.pkcs12 != null && draft.password == null) {
            throw values.refused(prefix + "tls.pkcs12", "tls.password goes with it");
        }
        if ((draft.clientAuth == ClientAuth.NONE) != (draft.trust == null)) {
            String given = prefix + (draft.trust == null ? "tls.client-auth" : "tls.trust");
            throw values.refused(given, "tls.client-auth and tls.trust go together");
        }
        if ((draft.sessions == 0) != draft.lifetime.isZero()) {
            String given = prefix + (draft.sessions == 0 ? "tls.session-lifetime" : "tls.sessions");
            throw values.refused(given, "tls.sessions and tls.session-lifetime go together");
        }
        if (draft.sessions != 0) {
            try {
                draft.config.sessions(draft.sessions, draft.lifetime);
            } catch (IllegalArgumentException e) {
                throw values.refused(prefix + "tls.sessions", e);
            }
        }
        return draft;
    }

    /** Reads the files. */
    TlsConfig build(Values values, String prefix) {
        Path trusted = trust;
        if (trusted != null) {
            try {
                config.clientAuth(clientAuth, trusted);
            } catch (TlsConfigException e) {
                throw values.refused(prefix + "tls.trust", e);
            }
        }
        CertificateFiles.Builder files = CertificateFiles.builder();
        Path store = pkcs12;
        char[] secret = password;
        for (int i = 0; i < certificates.size(); i++) {
            if (secret == null) {
                files.pem(certificates.get(i), keys.get(i));
            } else {
                files.pem(certificates.get(i), keys.get(i), secret);
            }
        }
        if (store != null && secret != null) {
            files.pkcs12(store, secret);
        }
        try {
            return config.certificates(files.build()).build();
        } catch (TlsConfigException e) {
            throw values.refused(prefix + (store == null ? "tls.certificate" : "tls.pkcs12"), e);
        }
    }
}
