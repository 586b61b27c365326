package dev.weir.tools.format;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Checks that all Java of the tree is formatted, or formats it.
 *
 * <p>What was found to be formatted is remembered by its hash, so that a build looks at changed files only.
 */
public final class Format {
    /** Folders that hold no sources. */
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");
    /** The formatter cannot parse these yet (JEP 511); they are short programs, which the tests run. */
    private static final String MODULE_IMPORT = "import module ";
    /** Nor programs without a class (JEP 512). */
    private static final String COMPACT = "\nvoid main(";

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    private final Path root;
    private final boolean writes;
    private final String version;
    private final Set<String> known = new ConcurrentSkipListSet<>();
    private final Set<String> wrong = new ConcurrentSkipListSet<>();

    private Format(Path root, boolean writes, String version) {
        this.root = root;
        this.writes = writes;
        this.version = version;
    }

    /**
     * Formats or checks.
     *
     * @param args {@code check} or {@code write}; the root of the tree; where to remember what is formatted; the
     *     formatter's version
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Format format = new Format(Path.of(args[1]).toRealPath(), args[0].equals("write"), args[3]);
        Path memory = Path.of(args[2]);
        if (Files.exists(memory)) {
            format.known.addAll(Files.readAllLines(memory));
        }
        format.sources().parallelStream().forEach(format::look);
        Files.createDirectories(memory.getParent());
        Files.write(memory, format.known);
        if (!format.wrong.isEmpty()) {
            System.err.println("Not formatted; tools/reformat does it:\n  " + String.join("\n  ", format.wrong));
            System.exit(1);
        }
    }

    private List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !folder.equals(root);
                return hidden || SKIPPED.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private void look(Path file) {
        try {
            String source = Files.readString(file);
            String hash = hash(source);
            if (known.contains(hash) || source.contains(MODULE_IMPORT) || source.contains(COMPACT)) {
                return;
            }
            String formatted = formatter.formatSourceAndFixImports(source);
            if (!formatted.equals(source)) {
                if (!writes) {
                    wrong.add(root.relativize(file).toString());
                    return;
                }
                Files.writeString(file, formatted);
            }
            known.add(hash(formatted));
        } catch (FormatterException e) {
            wrong.add(root.relativize(file) + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hash(String source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(version.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
