package dev.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder of a run, removed when the run ends, also when it is interrupted. */
final class Scratch implements AutoCloseable {
    private final Path folder;
    private final EndHook hook;

    Scratch() throws IOException {
        folder = Files.createTempDirectory("weir-bench");
        hook = new EndHook(this::empty);
    }

    Path folder() {
        return folder;
    }

    /** Makes the files that servers answer with, and those that are posted. */
    void fill() throws IOException {
        Path documents = Files.createDirectory(documents());
        Files.writeString(documents.resolve("plaintext"), "Hello, World!");
        Files.writeString(documents.resolve("body"), "x".repeat(RequestTarget.BODY.bytes()));
        byte[] text = RequestTarget.PROSE.content().getBytes(StandardCharsets.US_ASCII);
        Files.write(documents.resolve("text"), text);
        Files.write(documents.resolve("prose.txt"), text);
        Files.write(documents.resolve("prose.txt.gz"), Coded.gzip(text));
        Files.write(documents.resolve("prose.txt.br"), Coded.brotli());
        for (RequestTarget target : RequestTarget.values()) {
            if (target.sized()) {
                Path file =
                        Files.createDirectories(documents.resolve("bytes")).resolve(Integer.toString(target.bytes()));
                Files.writeString(file, "x".repeat(target.bytes()));
            } else if (target.file()) {
                Files.writeString(documents.resolve(target.path().substring(1)), "x".repeat(target.bytes()));
            } else if (target.echoes()) {
                Files.writeString(posted(target), "x".repeat(target.bytes()));
            }
        }
        // nghttpd looks whether the path is there, and then sends back what it was sent.
        Files.writeString(documents.resolve("echo"), "");
    }

    /** The files for servers that answer with such. */
    Path documents() {
        return folder.resolve("documents");
    }

    /** The content of the requests for a target that have some. */
    Path posted(RequestTarget target) {
        return folder.resolve("posted-" + target.bytes());
    }

    private void empty() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hook.close();
    }
}
