package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathCleanerTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a, /a",
        "/a/, /a/",
        "/a/b/c, /a/b/c",
        "//, /",
        "///, /",
        "//a, /a",
        "//a//b//, /a/b/",
        "/., /",
        "/./, /",
        "/.., /",
        "/../, /",
        "/../a, /a",
        "/../../../a/, /a/",
        "/a/., /a/",
        "/a/./, /a/",
        "/a/.., /",
        "/a/b/.., /a/",
        "/a/b/../, /a/",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/a/b/../../../c, /c",
        "/a//../b, /b",
        "/%2e, /",
        "/%2E%2e/a, /a",
        "/a/.%2e/b, /b",
        "/a/%2e./b, /b",
        "/a/%2E/b, /a/b",
        "/..., /...",
        "/.a/b./..c, /.a/b./..c",
        "/%2e%2e%2e, /%2e%2e%2e",
        "/%2ea, /%2ea",
        "/%2/%2f/%, /%2/%2f/%",
        "/a%2F../b, /a%2F../b",
        "/..%2Fa, /..%2Fa",
        "/%2e%2e%2fa, /%2e%2e%2fa",
        "/.%, /.%",
        "/.%2, /.%2",
        "/\\, /\\",
    })
    void cleans(String path, String cleaned) {
        assertEquals(cleaned, PathCleaner.clean(path));
        assertEquals(path.equals(cleaned), PathCleaner.isClean(path), path);
        assertTrue(PathCleaner.isClean(cleaned), cleaned);
    }

    @Test
    void isCleanExactlyWhenCleaningChangesNothing() {
        Random random = new Random(11);
        String[] pieces = {"/", "/", "/", ".", "..", "%2e", "%2E", "a", "%", "2e", "%2f", "\\"};
        for (int i = 0; i < 50_000; i++) {
            StringBuilder s = new StringBuilder("/");
            for (int n = random.nextInt(10); n > 0; n--) {
                s.append(pieces[random.nextInt(pieces.length)]);
            }
            String path = s.toString();
            String cleaned = PathCleaner.clean(path);
            assertEquals(path.equals(cleaned), PathCleaner.isClean(path), path);
            assertEquals(cleaned, PathCleaner.clean(cleaned), path);
            assertTrue(cleaned.startsWith("/") && !cleaned.startsWith("//"), path);
        }
    }

    /** Without empty segments, cleaning is what RFC 3986 section 5.2.4 does to a reference. */
    @Test
    void agreesWithResolvingAReference() {
        Random random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder s = new StringBuilder();
            int depth = 0;
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                String part = new String[] {"a", "b", ".", "..", "c."}[random.nextInt(depth > 0 ? 5 : 2)];
                depth += part.equals("..") ? -1 : part.equals(".") ? 0 : 1;
                s.append('/').append(part);
            }
            // java.net.URI leaves the slash behind a dot segment out when nothing follows, so something follows.
            s.append("/end");
            assertEquals(URI.create("http://h" + s).normalize().getRawPath(), PathCleaner.clean(s.toString()));
        }
    }
}
