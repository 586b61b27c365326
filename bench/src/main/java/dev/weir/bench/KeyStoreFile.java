package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The certificate of a run, self-signed, on the curve P-256: a PKCS#12 file that is gone when the run ends. */
final class KeyStoreFile implements AutoCloseable {
    /** No secret: the certificate is good for nothing but a run on this machine. */
    private static final String PASSWORD = "benchmark";

    private final Path folder;
    private final Path file;

    private KeyStoreFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("server.p12");
        // For a run that is interrupted; the last one named goes first.
        folder.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
    }

    /** Makes a key and its certificate with the JDK's keytool. */
    static KeyStoreFile create() throws IOException, InterruptedException {
        KeyStoreFile made = new KeyStoreFile(Files.createTempDirectory("weir-bench"));
        try {
            made.generate();
            return made;
        } catch (IOException | InterruptedException e) {
            made.close();
            throw e;
        }
    }

    private void generate() throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
                        "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA", "-dname", "CN=localhost", "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore",
                        file.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool could not make a certificate: " + said.strip());
        }
    }

    /** The options of the JVM that make a server speak TLS with it. */
    List<String> flags() {
        return List.of("-Dweir.bench.keystore=" + file, "-Dweir.bench.password=" + PASSWORD);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
