package dev.weir.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate of a run, self-signed: as a PKCS#12 file, and in two PEM files. */
final class KeyStoreFile {
    /** No secret: the certificate is good for nothing but a run on this machine. */
    private static final String PASSWORD = "benchmark";

    private static final String ALIAS = "server";
    private static final int PEM_LINE = 64;

    private final Path file;
    private final Path certificate;
    private final Path key;

    /**
     * Makes a key on the curve P-256 and its certificate with the JDK's keytool.
     *
     * @param folder where to put them
     */
    KeyStoreFile(Path folder) throws IOException, InterruptedException {
        this(folder, "server", List.of("-keyalg", "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA"));
    }

    private KeyStoreFile(Path folder, String name, List<String> algorithm) throws IOException, InterruptedException {
        file = folder.resolve(name + ".p12");
        certificate = folder.resolve(name + ".crt");
        key = folder.resolve(name + ".key");
        generate(algorithm);
        try {
            export();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read what keytool has made", e);
        }
    }

    /** The same with a key of RSA, 2,048 bits long. */
    static KeyStoreFile rsa(Path folder) throws IOException, InterruptedException {
        return new KeyStoreFile(
                folder, "server-rsa", List.of("-keyalg", "RSA", "-keysize", "2048", "-sigalg", "SHA256withRSA"));
    }

    private void generate(List<String> algorithm) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(keytool.toString(), "-genkeypair", "-alias", ALIAS));
        command.addAll(algorithm);
        command.addAll(List.of(
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool could not make a certificate: " + said.strip());
        }
    }

    private void export() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Files.writeString(
                certificate, pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
        Files.writeString(
                key,
                pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    }

    /** The textual form of RFC 7468. */
    static String pem(String label, byte[] der) {
        byte[] end = {'\n'};
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(PEM_LINE, end).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    Path certificate() {
        return certificate;
    }

    Path key() {
        return key;
    }

    /** The options of the JVM that make a server speak TLS with it. */
    List<String> flags() {
        return List.of("-Dweir.bench.keystore=" + file, "-Dweir.bench.password=" + PASSWORD);
    }
}
