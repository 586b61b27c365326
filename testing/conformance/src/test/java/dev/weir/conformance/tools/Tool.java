package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;

/** Programs that others have written. A test whose program is not installed is skipped. */
public final class Tool {
    private static final int MOST_SECONDS = 60;

    private Tool() {}

    /**
     * What a program has said.
     *
     * @param code its exit code
     */
    public record Said(int code, byte[] out, String err) {
        public String text() {
            return new String(out, StandardCharsets.ISO_8859_1);
        }
    }

    /** Runs a program to its end, which must come within a minute. */
    public static Said run(String input, List<String> command) throws IOException, InterruptedException {
        Path err = Files.createTempFile("tool", ".err");
        try {
            Process process = start(command, err);
            AtomicBoolean late = new AtomicBoolean();
            process.onExit()
                    .completeOnTimeout(null, MOST_SECONDS, TimeUnit.SECONDS)
                    .thenAccept(ended -> {
                        if (ended == null) {
                            late.set(true);
                            process.descendants().forEach(ProcessHandle::destroyForcibly);
                            process.destroyForcibly();
                        }
                    });
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.US_ASCII));
            }
            byte[] out = process.getInputStream().readAllBytes();
            int code = process.waitFor();
            if (late.get()) {
                throw new AssertionError("did not end: " + command);
            }
            return new Said(code, out, Files.readString(err, StandardCharsets.ISO_8859_1));
        } finally {
            Files.delete(err);
        }
    }

    private static Process start(List<String> command, Path err) {
        try {
            return new ProcessBuilder(command).redirectError(err.toFile()).start();
        } catch (IOException e) {
            return Assumptions.abort(command.getFirst() + " is not installed, so what it does is not tested");
        }
    }

    /** The output of a program that must succeed. */
    public static byte[] output(List<String> command) throws IOException, InterruptedException {
        Said said = run("", command);
        assertEquals(0, said.code, () -> command + "\n" + said.text() + said.err);
        return said.out;
    }

    /**
     * Makes a certificate for localhost that nobody has signed, and its key.
     *
     * @param folder where they lie, as {@code site.crt}, {@code site.key}, and both in {@code site.pem}
     */
    static void certificate(Path folder) throws IOException, InterruptedException {
        Path key = folder.resolve("site.key");
        Path certificate = folder.resolve("site.crt");
        output(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()));
        Files.writeString(folder.resolve("site.pem"), Files.readString(certificate) + Files.readString(key));
    }
}
