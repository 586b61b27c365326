package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiteralMapTest {
    private static Node find(Literals table, String text) {
        String path = "/before/" + text + "/behind";
        return table.get(path, 8, 8 + text.length());
    }

    /** Nodes of one hash are linked, and for that may be copied: what follows them stays the same object. */
    private static void assertFinds(Node expected, Literals table, String key) {
        Node found = find(table, key);
        assertSame(found, table.get(key));
        assertSame(expected.key(), found.key());
        assertSame(expected.exact(), found.exact());
    }

    @Test
    void findsEachOfMany() {
        Literals table = LiteralMap.EMPTY;
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            nodes.add(Node.of("k" + i));
            table = table.with(nodes.get(i));
        }
        for (int i = 0; i < 5000; i++) {
            assertSame(nodes.get(i), find(table, "k" + i));
            assertSame(nodes.get(i), find(table, "%6B" + i));
            assertSame(nodes.get(i), table.get("k" + i));
        }
        assertNull(find(table, "k5000"));
        assertNull(find(table, ""));
        assertNull(table.get("k"));
        int[] count = new int[1];
        table.forEach(_ -> count[0]++);
        assertEquals(5000, count[0]);
    }

    @Test
    void tellsApartWhatHasOneHash() {
        // "Aa" and "BB" have one hash, and so have all strings made of them.
        List<String> keys = List.of("AaAa", "AaBB", "BBAa", "BBBB");
        Literals table = LiteralMap.EMPTY;
        List<Node> nodes = new ArrayList<>();
        for (String key : keys) {
            assertEquals(keys.getFirst().hashCode(), key.hashCode());
            nodes.add(Node.of(key));
            table = table.with(nodes.getLast());
        }
        Pattern pattern = Pattern.parse("GET /BBAa");
        Node replaced = Node.of("BBAa").with(new Registration(pattern, (_, _) -> {}, "", new Chain()), 1);
        Literals old = table;
        table = table.with(replaced);
        for (int i = 0; i < keys.size(); i++) {
            assertFinds(nodes.get(i), old, keys.get(i));
            assertFinds(i == 2 ? replaced : nodes.get(i), table, keys.get(i));
        }
        int[] count = new int[1];
        table.forEach(_ -> count[0]++);
        assertEquals(4, count[0]);
    }

    @Test
    void oneNodeStandsForItself() {
        Node only = Node.of("%a/");
        Literals one = LiteralMap.EMPTY.with(only);
        assertSame(only, one);
        assertSame(only, find(one, "%25a%2F"));
        assertSame(only, find(one, "%a%2f"));
        assertNull(find(one, "%a"));
        assertNull(find(one, "%a/".repeat(5000)));
        assertNull(find(one, ""));
        Node other = Node.of("%a/");
        assertSame(other, one.with(other), "one with the same key takes its place");
    }

    @Test
    void addingLeavesTheOldTable() {
        Node first = Node.of("a");
        Literals one = LiteralMap.EMPTY.with(first);
        Literals two = one.with(Node.of("b"));
        assertTrue(LiteralMap.EMPTY.isEmpty());
        assertNull(one.get("b"));
        assertSame(first, two.get("a"));
    }
}
