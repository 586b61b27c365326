package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteLookupTest {
    private static RoutingTree tree(List<Pattern> patterns) {
        RoutingTree tree = RoutingTree.EMPTY;
        for (Pattern pattern : patterns) {
            tree = tree.with(new Registration(pattern, (_, _) -> {}, "", new Chain()));
        }
        return tree;
    }

    /** The most specific of all patterns that match, found by comparing all of them. */
    private static Pattern best(List<Pattern> patterns, String method, String authority, String path) {
        Pattern best = null;
        for (Pattern pattern : patterns) {
            if (Model.matches(pattern, method, authority, path)
                    && (best == null
                            || Model.tier(pattern) > Model.tier(best)
                            || Model.tier(pattern) == Model.tier(best)
                                    && pattern.relationTo(best) == Relation.MORE_SPECIFIC)) {
                best = pattern;
            }
        }
        return best;
    }

    private static boolean byFullLength(Pattern pattern, String path) {
        return pattern != null
                && (!(pattern.segments().getLast() instanceof Segment.Rest)
                        || path.endsWith("/")
                                && pattern.segments().size()
                                        == Model.split(path).size());
    }

    /** Walks agree with the model in random routers, over all requests of a small world. */
    @Test
    void agreesWithTheModel() {
        Random random = new Random(42);
        List<String> paths = Model.paths(4);
        int[] outcomes = new int[4];
        for (int round = 0; round < 60; round++) {
            List<Pattern> patterns = new ArrayList<>();
            int tries = 1 + random.nextInt(30);
            for (int i = 0; i < tries; i++) {
                Pattern pattern = Model.random(random);
                if (patterns.stream().noneMatch(pattern::conflictsWith)) {
                    patterns.add(pattern);
                }
            }
            RoutingTree tree = tree(patterns);
            for (String path : paths) {
                for (String method : Model.METHODS) {
                    for (String authority : Model.AUTHORITIES) {
                        check(patterns, tree, method, authority, path, outcomes);
                    }
                }
            }
        }
        for (int count : outcomes) {
            assertTrue(count > 1000, "every outcome comes up: " + count);
        }
    }

    private static void check(
            List<Pattern> patterns, RoutingTree tree, String method, String authority, String path, int[] outcomes) {
        String request = method + " " + authority + path + " in "
                + patterns.stream().map(Pattern::text).toList();
        Pattern plain = best(patterns, method, authority, path);
        Registration asItIs = new RouteLookup(path, method, false).find(tree, authority);
        assertSame(plain, asItIs == null ? null : asItIs.pattern, request);

        Pattern slashed = path.endsWith("/") ? null : best(patterns, method, authority, path + "/");
        boolean needsSlash = !byFullLength(plain, path) && byFullLength(slashed, path + "/");
        RouteLookup lookup = new RouteLookup(path, method, true);
        Registration found = lookup.find(tree, authority);
        assertEquals(needsSlash, lookup.needsSlash(), request);
        assertSame(needsSlash ? slashed : plain, found == null ? null : found.pattern, request);
        if (found == null) {
            Set<String> allowed = Model.allowed(patterns, authority, path);
            assertEquals(allowed, RouteLookup.methods(lookup.others(tree, authority)), request);
            outcomes[allowed.isEmpty() ? 0 : 1]++;
        } else {
            outcomes[needsSlash ? 2 : 3]++;
        }
    }

    private static int steps(RoutingTree tree, String path) {
        RouteLookup lookup = new RouteLookup(path, "GET", true);
        lookup.find(tree, "h");
        return lookup.steps();
    }

    @Test
    void costDoesNotGrowWithTheNumberOfRoutes() {
        for (int routes : new int[] {10, 1000, 20_000}) {
            List<Pattern> patterns = new ArrayList<>();
            for (int i = 0; i < routes; i++) {
                patterns.add(Pattern.parse("GET /v1/things" + i + "/{id}/parts"));
            }
            patterns.add(Pattern.parse("/"));
            RoutingTree tree = tree(patterns);
            assertEquals(5, steps(tree, "/v1/things7/x/parts"), routes + " routes");
            assertEquals(5, steps(tree, "/v1/things7/x/nothing") + 1, routes + " routes");
            assertEquals(2, steps(tree, "/v1/things/x/nothing"), routes + " routes");
        }
    }

    @Test
    void costOfALongPathIsBoundedByTheRoutes() {
        // Both ways lead on at each of twelve levels: the worst tree there is. Its 2^12 routes make 2^13 - 1 places.
        List<Pattern> patterns = new ArrayList<>();
        for (int i = 0; i < 1 << 12; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                text.append((i >> bit & 1) == 0 ? "/a" : "/{x" + bit + "}");
            }
            patterns.add(Pattern.parse(text + "/only" + i));
        }
        RoutingTree tree = tree(patterns);
        assertEquals((1 << 13) - 1, steps(tree, "/a".repeat(13)));
        assertEquals((1 << 13) - 1, steps(tree, "/a".repeat(30_000)), "no more for a longer path");

        // A chain that forks at each level, with few routes: the visits are those few, not two to the power of them.
        List<Pattern> chain = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            chain.add(Pattern.parse("/a".repeat(i) + "/{x}/end" + i));
            chain.add(Pattern.parse("/a".repeat(i) + "/{rest...}"));
        }
        assertTrue(steps(tree(chain), "/a".repeat(30_000)) <= 3 * 30);
        assertTrue(steps(tree(chain), "/a".repeat(29) + "/b/c") <= 3 * 30);
    }

    @Test
    void costOfRegistrationIsBoundedByWhatOverlaps() {
        RoutingTree tree = RoutingTree.EMPTY;
        int steps = 0;
        for (int i = 0; i < 20_000; i++) {
            Pattern pattern = Pattern.parse("GET /api/things" + i + "/{id}/parts/{part...}");
            ConflictSearch index = new ConflictSearch(pattern);
            index.find(tree);
            steps += index.steps();
            tree = tree.with(new Registration(pattern, (_, _) -> {}, "", new Chain()));
        }
        assertTrue(steps <= 2 * 20_000, "steps: " + steps);
    }
}
