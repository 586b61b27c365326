package dev.weir.conformance.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.tools.Program;
import dev.weir.tls.testkit.TestKeys;
import dev.weir.tls.testkit.TlsPeer;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/tls.md stand there as they are here, and do what the page says. */
class TlsRecipesTest {
    private static final Path SOURCES = Path.of(System.getProperty("weir.root"), "samples", "tls");
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "tls.md");

    @TempDir
    Path folder;

    private Program program;

    @AfterEach
    void end() {
        if (program != null) {
            program.close();
        }
    }

    private void put(String name, TestKeys keys) throws Exception {
        Files.writeString(folder.resolve(name + ".pem"), chain(keys));
        Files.writeString(folder.resolve(name + ".key"), keys.keyPem());
    }

    private static String chain(TestKeys keys) throws Exception {
        StringBuilder pem = new StringBuilder();
        for (var certificate : keys.tls().chain()) {
            pem.append(TestKeys.pem("CERTIFICATE", certificate.getEncoded()));
        }
        return pem.toString();
    }

    /** Runs a recipe in the folder, on a port of its own; with other words in place of some. */
    private void run(String name, String... others) throws Exception {
        String source = Files.readString(SOURCES.resolve(name + ".java"));
        assertTrue(Files.readString(PAGE).contains("```java\n" + source + "```\n"), name + " stands in the page");
        program = new Program(
                folder,
                SOURCES.resolve(name + ".java"),
                List.of("dev.weir", "dev.weir.tls.bouncycastle", "dev.weir.tls.openssl"),
                List.of(":8443"),
                List.of(others));
    }

    private String ask(SSLContext client, String name) throws IOException {
        Socket plain = new Socket("127.0.0.1", program.port());
        plain.setSoTimeout(Wire.SAFETY_MILLIS);
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, name, program.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        try (Wire wire = new Wire(socket)) {
            wire.send("GET / HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
            return wire.answer(false).body();
        }
    }

    @Test
    void pemFiles() throws Exception {
        put("server", TestKeys.issued("EC", "localhost"));
        run("PemFiles");
        assertEquals("served over TLSv1.3", ask(new TlsPeer.Client().context(), "localhost"));
    }

    /** Files behind links, which are swapped one after the other, as certbot does it. */
    @Test
    void letsEncrypt() throws Exception {
        TestKeys old = TestKeys.of("EC", "example.org");
        TestKeys renewed = TestKeys.of("RSA", "example.org");
        Path archive = Files.createDirectory(folder.resolve("archive"));
        link(archive, "fullchain.pem", 1, old.certificatePem());
        link(archive, "privkey.pem", 1, old.keyPem());
        run(
                "LetsEncrypt",
                "/etc/letsencrypt/live/example.org",
                folder.toString(),
                "Duration.ofMinutes(5)",
                "Duration.ofMillis(10)");
        TlsPeer.Client client = new TlsPeer.Client();
        assertEquals("renewed without a restart", ask(client.context(), "example.org"));
        assertEquals(old.certificate(), client.last);
        link(archive, "fullchain.pem", 2, renewed.certificatePem());
        link(archive, "privkey.pem", 2, renewed.keyPem());
        Servers.await(
                () -> {
                    try {
                        TlsPeer.Client next = new TlsPeer.Client();
                        assertEquals("renewed without a restart", ask(next.context(), "example.org"));
                        return next.last.equals(renewed.certificate());
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                program::log);
    }

    private void link(Path archive, String name, int number, String content) throws IOException {
        Path file = Files.writeString(archive.resolve(number + "-" + name), content);
        Path fresh = Files.createSymbolicLink(folder.resolve(name + ".new"), file);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void mutualTls() throws Exception {
        TestKeys alice = TestKeys.issued("EC", "alice.example");
        put("server", TestKeys.of("EC", "localhost"));
        Files.writeString(
                folder.resolve("clients.pem"),
                TestKeys.pem("CERTIFICATE", alice.tls().chain().getLast().getEncoded()));
        run("MutualTls");
        assertEquals("you are CN=alice.example", ask(new TlsPeer.Client(alice).context(), "localhost"));
        assertThrows(IOException.class, () -> ask(new TlsPeer.Client().context(), "localhost"));
    }

    @Test
    void severalNames() throws Exception {
        put("shop.example-ecdsa", TestKeys.of("EC", "shop.example"));
        put("shop.example-rsa", TestKeys.of("RSA", "shop.example"));
        put("blog.example", TestKeys.of("EC", "*.blog.example"));
        run("SeveralNames");
        for (String[] asked : new String[][] {
            {"shop.example", "shop.example"},
            {"anna.blog.example", "any.blog.example"},
            {"other.example", "shop.example"},
        }) {
            TlsPeer.Client client = new TlsPeer.Client();
            assertEquals("welcome to " + asked[0], ask(client.context(), asked[0]));
            assertEquals("CN=" + asked[1], client.last.getSubjectX500Principal().getName());
        }
    }

    @Test
    void openSsl() throws Exception {
        put("server", TestKeys.issued("EC", "localhost"));
        run("OpenSsl");
        assertEquals("signed by libcrypto", ask(new TlsPeer.Client().context(), "localhost"));
    }

    @Test
    void postQuantum() throws Exception {
        put("server", TestKeys.of("EC", "localhost"));
        run("PostQuantum");
        SSLContext client = SSLContext.getInstance("TLS", new BouncyCastleJsseProvider(new BouncyCastleProvider()));
        client.init(null, new TrustManager[] {TlsPeer.trustAll()}, new SecureRandom());
        assertEquals("keys agreed on by X25519MLKEM768", ask(client, "localhost"));
        assertEquals("keys agreed on by x25519", ask(new TlsPeer.Client().context(), "localhost"));
    }
}
