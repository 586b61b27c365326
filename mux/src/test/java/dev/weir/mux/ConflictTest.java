package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictTest {
    private static final Handler NOTHING = (_, _) -> {};

    @ParameterizedTest
    @CsvSource({
        "/a, /a, GET /a",
        "/a/{x}, /{y}/b, GET /a/b",
        "/{y}/b, /a/{x}, GET /a/b",
        "GET /, /a, GET /a",
        "/a/, HEAD /, HEAD /a/",
        "HEAD /, GET /a, HEAD /a",
        "POST /{x...}, /a/b/{$}, POST /a/b/",
        "/x/{id}, /x/{name}, GET /x/name",
        "/{a...}, /, GET /",
        "/a/{x}/, /{y}/b/{z}, GET /a/b/z",
        "h.com/a/{x}, H.com/{y}/b, GET h.com/a/b",
        "/%7B%2F%25/{x}, /{y}/%C3%A9, GET /%7B%2F%25/%C3%A9",
        "CONNECT /{x}//b, CONNECT /a/{y}/b, CONNECT /a//b",
    })
    void refusesAndShowsARequestThatBothMatch(String first, String second, String example) {
        ServeMux mux = new ServeMux();
        mux.handle(first, NOTHING);
        RouteConflictException e = assertThrows(RouteConflictException.class, () -> mux.handle(second, NOTHING));
        assertEquals(second, e.pattern());
        assertEquals(first, e.registeredPattern());
        assertEquals(example.substring(example.indexOf('/')), e.examplePath());
        String message = e.getMessage();
        assertTrue(message.contains('"' + first + '"') && message.contains('"' + second + '"'), message);
        assertTrue(message.endsWith(", for example " + example), message);
        assertEquals(2, message.split("ConflictTest\\.java:[0-9]+\\)", -1).length - 1, message);
        assertEquals(1, mux.routes().size(), "nothing is added");
    }

    @Test
    void theMessageSaysWhatIsWrong() {
        ServeMux mux = new ServeMux();
        mux.handle("/a/{x}", NOTHING);
        String message = assertThrows(IllegalArgumentException.class, () -> mux.handle("/{x}/a", NOTHING))
                .getMessage();
        assertTrue(
                message.matches("pattern \"/\\{x}/a\" \\(dev\\.weir\\.mux\\.ConflictTest\\.\\S+\\("
                        + "ConflictTest\\.java:[0-9]+\\)\\) conflicts with \"/a/\\{x}\" \\(registered at "
                        + "dev\\.weir\\.mux\\.ConflictTest\\.\\S+\\(ConflictTest\\.java:[0-9]+\\)\\): "
                        + "both match some requests, and neither is more specific, "
                        + "for example GET /a/a"),
                message);
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a/",
        "/a, /a/{$}",
        "/a/, /a/{$}",
        "/a/{x}, /a/{x...}",
        "GET /a, POST /a",
        "GET /a, HEAD /a",
        "GET /a, /a",
        "h/a/{x}, /{y}/b",
        "h/, k/",
        "h/, h:1/",
        "h:1/{x}/a, h/a/{x}",
        "GET h/, /a",
    })
    void accepts(String first, String second) {
        for (List<String> order : List.of(List.of(first, second), List.of(second, first))) {
            ServeMux mux = new ServeMux();
            assertDoesNotThrow(() -> order.forEach(pattern -> mux.handle(pattern, NOTHING)));
        }
    }

    /** What the index finds through the tree is what comparing with each route finds; examples keep their promise. */
    @Test
    void agreesWithComparingAll() {
        Random random = new Random(7);
        int conflicts = 0;
        for (int round = 0; round < 400; round++) {
            RoutingTree tree = RoutingTree.EMPTY;
            List<Pattern> accepted = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Pattern pattern = Model.random(random);
                Registration found = new ConflictSearch(pattern).find(tree);
                if (accepted.stream().noneMatch(pattern::conflictsWith)) {
                    assertNull(found, () -> pattern.text() + " in " + accepted);
                    accepted.add(pattern);
                    tree = tree.with(new Registration(pattern, NOTHING, "", new Chain()));
                } else {
                    conflicts++;
                    assertNotNull(found, () -> pattern.text() + " in " + accepted);
                    assertTrue(pattern.conflictsWith(found.pattern));
                    String path = pattern.examplePath(found.pattern);
                    String both = path + " for " + pattern.text() + " and " + found.pattern.text();
                    assertTrue(Model.matchesPath(pattern, path), both);
                    assertTrue(Model.matchesPath(found.pattern, path), both);
                    assertTrue(PathCleaner.isClean(path), both);
                    String[] line = pattern.exampleRequest(found.pattern).split(" ");
                    String authority = line[1].substring(0, line[1].indexOf('/'));
                    assertTrue(Model.matches(pattern, line[0], authority, path), line[0] + " " + both);
                    assertTrue(Model.matches(found.pattern, line[0], authority, path), line[0] + " " + both);
                }
            }
        }
        assertTrue(conflicts > 1000, "only " + conflicts);
    }
}
