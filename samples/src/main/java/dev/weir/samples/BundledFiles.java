package dev.weir.samples;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The small folder behind {@code /files/} when no {@code --dir} is given: it lies in the jar, and is unpacked once. */
final class BundledFiles {
    private static final List<String> NAMES =
            List.of("index.html", "style.css", "hello.txt", "data.json", "docs/index.html");

    private BundledFiles() {}

    /**
     * Unpacks the files. Those that are there and the same are left alone, so their modification times last.
     *
     * @param cache the cache folder
     * @return the folder with the files
     */
    static Path unpack(Path cache) throws IOException {
        Path folder = cache.resolve("files");
        for (String name : NAMES) {
            byte[] content = read(name);
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file) || !Arrays.equals(content, Files.readAllBytes(file))) {
                Files.createDirectories(file.getParent());
                Path finished = Files.createTempFile(cache, "file", null);
                Files.write(finished, content);
                CacheFolder.put(finished, file);
            }
        }
        return folder;
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = BundledFiles.class.getResourceAsStream("files/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("the program's jar lacks " + name);
            }
            return in.readAllBytes();
        }
    }
}
