package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PatternRelationTest {
    @ParameterizedTest
    @CsvSource({
        "/a, /a, EQUIVALENT",
        "/a, /%61, EQUIVALENT",
        "/a, /b, DISJOINT",
        "/a, /A, DISJOINT",
        "/a, /a/, DISJOINT",
        "/a, /a/{$}, DISJOINT",
        "/a, /a/b, DISJOINT",
        "/a, /{x}, MORE_SPECIFIC",
        "/a, /{x...}, MORE_SPECIFIC",
        "/a, /, MORE_SPECIFIC",
        "/{x}, /{y}, EQUIVALENT",
        "/{x}, /{$}, DISJOINT",
        "/{x}, /{y...}, MORE_SPECIFIC",
        "/{x...}, /, EQUIVALENT",
        "/{$}, /, MORE_SPECIFIC",
        "/{$}, /{$}, EQUIVALENT",
        "/{$}, /a, DISJOINT",
        "/a/{x}, /{y}/b, OVERLAPS",
        "/a/{x}, /a/, MORE_SPECIFIC",
        "/a/{x}, /a, DISJOINT",
        "/a/{x...}, /{y}/b, OVERLAPS",
        "/a/b/, /{x}/b/c, OVERLAPS",
        "/a/, /{x}/, MORE_SPECIFIC",
        "/a/b/, /a/, MORE_SPECIFIC",
        "/a/b/{$}, /a/{x}/, MORE_SPECIFIC",
        "/a/b/{$}, /{x}/b/, MORE_SPECIFIC",
        "/a/{x}/{$}, /{y}/b/, OVERLAPS",
        "/{x}/a, /{x}/{y}/b, DISJOINT",
        "/a/{x}/c, /{x}/b/d, DISJOINT",
        "GET /, /, MORE_SPECIFIC",
        "GET /, POST /, DISJOINT",
        "GET /, HEAD /, MORE_GENERAL",
        "m-search /, M-SEARCH /, DISJOINT",
        "GET /, /a, OVERLAPS",
        "GET /, HEAD /a, MORE_GENERAL",
        "HEAD /, GET /a, OVERLAPS",
        "GET /a, /, MORE_SPECIFIC",
        "h/, /, MORE_SPECIFIC",
        "h/, k/, DISJOINT",
        "h:1/, h/, MORE_SPECIFIC",
        "h:1/, h:2/, DISJOINT",
        "h:1/, k/, DISJOINT",
        "H/, h/, EQUIVALENT",
        "h/, /a, OVERLAPS",
        "[::1]:1/, [::1]/, MORE_SPECIFIC",
    })
    void table(String a, String b, Relation relation) {
        assertEquals(relation, Pattern.parse(a).relationTo(Pattern.parse(b)), a + " to " + b);
        assertEquals(relation.inverse(), Pattern.parse(b).relationTo(Pattern.parse(a)), b + " to " + a);
    }

    @ParameterizedTest
    @EnumSource
    void equivalentPartsChangeNothing(Relation relation) {
        assertEquals(relation, relation.and(Relation.EQUIVALENT));
        assertEquals(relation, Relation.EQUIVALENT.and(relation));
        assertEquals(relation, relation.and(relation));
        assertEquals(Relation.DISJOINT, relation.and(Relation.DISJOINT));
        assertEquals(relation, relation.inverse().inverse());
    }

    /** The relation is that of the sets of requests that the patterns match in a small world. */
    @Test
    void agreesWithTheSetsOfRequests() {
        Random random = new Random(20240601);
        List<Pattern> patterns = new ArrayList<>();
        List<BitSet> sets = new ArrayList<>();
        List<String> paths = Model.paths(4);
        for (int i = 0; i < 220; i++) {
            Pattern pattern = Model.random(random);
            BitSet set = new BitSet();
            int bit = 0;
            for (String path : paths) {
                boolean pathMatches = Model.matchesPath(pattern, path);
                for (String method : Model.METHODS) {
                    for (String authority : Model.AUTHORITIES) {
                        set.set(bit++, pathMatches && Model.matches(pattern, method, authority, path));
                    }
                }
            }
            patterns.add(pattern);
            sets.add(set);
        }
        int[] seen = new int[Relation.values().length];
        for (int i = 0; i < patterns.size(); i++) {
            for (int j = 0; j < patterns.size(); j++) {
                Relation relation = patterns.get(i).relationTo(patterns.get(j));
                assertEquals(
                        relation(sets.get(i), sets.get(j)),
                        relation,
                        patterns.get(i).text() + " to " + patterns.get(j).text());
                seen[relation.ordinal()]++;
            }
        }
        for (Relation relation : Relation.values()) {
            assertTrue(seen[relation.ordinal()] > 100, relation + " came up " + seen[relation.ordinal()] + " times");
        }
    }

    private static Relation relation(BitSet a, BitSet b) {
        if (!a.intersects(b)) {
            return Relation.DISJOINT;
        }
        if (a.equals(b)) {
            return Relation.EQUIVALENT;
        }
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both.equals(a) ? Relation.MORE_SPECIFIC : both.equals(b) ? Relation.MORE_GENERAL : Relation.OVERLAPS;
    }
}
