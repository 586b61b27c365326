package dev.weir.conformance.client;

import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost that lives as long as the tests, and clients that trust it and nothing else. */
public final class Certificates {
    private static final String PASSWORD = "conformance";

    /** Made once, at first use. */
    private static final class Made {
        static final Path STORE = make();
        static final SSLContext CLIENT = context();

        private Made() {}

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("weir-conformance");
                Path store = folder.resolve("localhost.p12");
                Process keytool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "localhost",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                                "-validity",
                                "10",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
                String said = new String(keytool.getInputStream().readAllBytes());
                if (keytool.waitFor() != 0) {
                    throw new AssertionError("keytool made no certificate: " + said);
                }
                store.toFile().deleteOnExit();
                folder.toFile().deleteOnExit();
                return store;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static SSLContext context() {
            try (InputStream in = Files.newInputStream(STORE)) {
                KeyStore made = KeyStore.getInstance("PKCS12");
                made.load(in, PASSWORD.toCharArray());
                KeyStore trusted = KeyStore.getInstance("PKCS12");
                trusted.load(null, null);
                trusted.setCertificateEntry("localhost", made.getCertificate("localhost"));
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(trusted);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (IOException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Certificates() {}

    /** TLS by the JDK. */
    public static TlsConfig server() {
        return server("jsse").build();
    }

    /** TLS by a provider that is named. */
    public static TlsConfig.Builder server(String provider) {
        return TlsConfig.builder().certificate(own()).provider(provider);
    }

    /** The certificate for localhost. */
    public static TlsCertificate own() {
        try {
            return TlsCertificate.fromPkcs12(Made.STORE, PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static SSLContext client() {
        return Made.CLIENT;
    }

    /** A connection whose handshake is done. */
    public static Socket connect(int port, String... alpn) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(Wire.SAFETY_MILLIS);
        plain.setTcpNoDelay(true);
        SSLSocket socket = (SSLSocket) client().getSocketFactory().createSocket(plain, "localhost", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(alpn);
        parameters.setServerNames(List.of(new SNIHostName("localhost")));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
