package dev.weir.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiteralMapTest {
    private static Node node() {
        return new Node(LiteralMap.EMPTY, null, MethodTable.NONE, MethodTable.NONE, MethodTable.NONE);
    }

    private static Node find(LiteralMap table, String text) {
        String path = "/before/" + text + "/behind";
        return table.get(path, 8, 8 + text.length());
    }

    @Test
    void findsEachOfMany() {
        LiteralMap table = LiteralMap.EMPTY;
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            nodes.add(node());
            table = table.with("k" + i, nodes.get(i));
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
        LiteralMap table = LiteralMap.EMPTY;
        List<Node> nodes = new ArrayList<>();
        for (String key : keys) {
            assertEquals(keys.getFirst().hashCode(), key.hashCode());
            nodes.add(node());
            table = table.with(key, nodes.getLast());
        }
        Node replaced = node();
        LiteralMap old = table;
        table = table.with("BBAa", replaced);
        for (int i = 0; i < keys.size(); i++) {
            assertSame(nodes.get(i), find(old, keys.get(i)), "the old table stays as it was");
            assertSame(i == 2 ? replaced : nodes.get(i), find(table, keys.get(i)));
            assertSame(i == 2 ? replaced : nodes.get(i), table.get(keys.get(i)));
        }
        int[] count = new int[1];
        table.forEach(_ -> count[0]++);
        assertEquals(4, count[0]);
    }

    @Test
    void addingLeavesTheOldTable() {
        Node first = node();
        LiteralMap one = LiteralMap.EMPTY.with("a", first);
        LiteralMap two = one.with("b", node());
        assertTrue(LiteralMap.EMPTY.isEmpty());
        assertNull(one.get("b"));
        assertSame(first, two.get("a"));
    }
}
