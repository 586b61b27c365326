package dev.weir.handlers;

import dev.weir.handlers.FileTree.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tags of files that come with the program, by their content: what builds that can be repeated write has the same time in
 * every version, so that a time and a size tell no two versions apart. A file is read for it once; there are no more entries
 * than files.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class ContentTags {
    private final Map<String, String> tags = new ConcurrentHashMap<>();
    /** What {@code Last-Modified} has: never before a change. */
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    Validators of(List<String> names, OpenFile file) throws IOException {
        String key = String.join("/", names) + "/" + file.coding();
        String tag = tags.get(key);
        if (tag == null) {
            tag = digest(file);
            tags.put(key, tag);
        }
        return new Validators("\"" + tag + file.coding() + "\"", true, begun);
    }

    private static String digest(OpenFile file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
        file.channel().position(0);
        ByteBuffer piece = ByteBuffer.allocate(16 << 10);
        while (file.channel().read(piece.clear()) >= 0) {
            digest.update(piece.flip());
        }
        file.channel().position(0);
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
