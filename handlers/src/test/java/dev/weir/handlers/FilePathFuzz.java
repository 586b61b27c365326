package dev.weir.handlers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz file-path}. The input is a path as it came.
 * What names a file stays below the root however a file system reads the names; they are what plain decoding finds,
 * and encoded again they name the same; what is hidden is found only where it may be. {@link FuzzTest} runs it over
 * its corpus.
 */
public final class FilePathFuzz {
    private static final Path ROOT = Path.of("/site/files/all").toAbsolutePath();

    private FilePathFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String path = new String(input, StandardCharsets.ISO_8859_1);
        Optional<FilePath> all = FilePath.parse(path, true);
        Optional<FilePath> expected = read(path);
        check(all.equals(expected), all + ", and not " + expected, path);
        boolean dots = all.isPresent() && hasDotFiles(all.get().names());
        check(FilePath.parse(path, false).equals(all.filter(_ -> !dots)), "hidden files", path);
        if (all.isPresent()) {
            Path file = ROOT;
            for (String name : all.get().names()) {
                file = file.resolve(name);
            }
            check(
                    file.startsWith(ROOT)
                            && file.equals(file.normalize())
                            && file.getNameCount()
                                    == ROOT.getNameCount() + all.get().names().size(),
                    "out of " + file,
                    path);
            check(FilePath.parse(encoded(all.get()), true).equals(all), "encoded as " + encoded(all.get()), path);
        }
    }

    private static void check(boolean so, String what, String path) {
        if (!so) {
            throw new AssertionError(what + " of: " + path);
        }
    }

    private static boolean hasDotFiles(List<String> names) {
        List<String> unknown =
                !names.isEmpty() && names.getFirst().equals(".well-known") ? names.subList(1, names.size()) : names;
        return unknown.stream()
                .anyMatch(name -> name.replaceFirst("^\\p{Cf}+", "").startsWith("."));
    }

    private static Optional<FilePath> read(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
        boolean directory = names.getLast().isEmpty();
        if (directory) {
            names.removeLast();
        }
        List<String> decoded = new ArrayList<>();
        for (String name : names) {
            Optional<String> text = decode(name);
            if (text.isEmpty()
                    || text.get().isEmpty()
                    || text.get().equals(".")
                    || text.get().equals("..")
                    || text.get().chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '/' || c == '\\')) {
                return Optional.empty();
            }
            decoded.add(text.get());
        }
        return Optional.of(new FilePath(decoded, directory));
    }

    private static Optional<String> decode(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != '%') {
                bytes.write(name.charAt(i));
            } else if (name.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(name, i + 1, i + 3, 16));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(encoded).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String encoded(FilePath file) {
        StringBuilder text = new StringBuilder();
        for (String name : file.names()) {
            text.append('/');
            for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
                text.append(String.format("%%%02X", b));
            }
        }
        return text.append(file.directory() ? "/" : "").toString();
    }
}
