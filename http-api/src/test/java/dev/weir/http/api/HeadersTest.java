package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields: ordered, multi-valued, blind to case, and without anything that may not go out. */
class HeadersTest {
    private static Headers parsed(String... namesAndValues) {
        StringBuilder text = new StringBuilder();
        int[] bounds = new int[namesAndValues.length * 2];
        for (int i = 0; i < namesAndValues.length; i++) {
            text.append("##");
            bounds[i * 2] = text.length();
            text.append(namesAndValues[i]);
            bounds[i * 2 + 1] = text.length();
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        return Headers.ofParsed(bytes, bounds, namesAndValues.length / 2);
    }

    @Test
    void keepsOrderAndTheCaseOfNames() {
        Headers h = new Headers().add("B", "1").add("a", "2").add("b", "3").add("C", "");
        assertEquals("B: 1\na: 2\nb: 3\nC: \n", h.toString());
        assertEquals(List.of("1", "3"), h.all("b"));
        assertEquals("1", h.get("b"));
        assertEquals("2", h.find("A").orElseThrow());
        assertTrue(h.find("d").isEmpty());
        assertNull(h.get("d"));
        assertTrue(h.contains("c"));
        assertEquals(4, h.size());
        assertEquals(2, h.indexOf("B", 1));
        assertEquals(-1, h.indexOf("B", 3));
    }

    @Test
    void setReplacesAllInTheFirstPlace() {
        Headers h = new Headers()
                .add("X", "1")
                .add("Y", "2")
                .add("x", "3")
                .add("Z", "4")
                .add("X", "5");
        h.set("x", "new").set("W", "6");
        assertEquals("x: new\nY: 2\nZ: 4\nW: 6\n", h.toString());
    }

    @Test
    void removesAllOfAName() {
        Headers h = new Headers().add("X", "1").add("Y", "2").add("x", "3").add("Z", "4");
        assertTrue(h.remove("X"));
        assertFalse(h.remove("X"));
        assertEquals("Y: 2\nZ: 4\n", h.toString());
        h.clear();
        assertTrue(h.isEmpty());
        assertEquals("A: 1\n", h.add("A", "1").toString());
    }

    @Test
    void addsAllOfItself() {
        Headers h = new Headers().add("A", "1").add("B", "2");
        assertEquals("A: 1\nB: 2\nA: 1\nB: 2\n", h.addAll(h).toString());
    }

    @Test
    void copiesAreIndependent() {
        Headers h = new Headers().add("A", "1");
        Headers copy = h.copy().add("B", "2");
        Headers frozen = h.readOnly();
        h.set("A", "changed");
        assertEquals("A: 1\nB: 2\n", copy.toString());
        assertEquals("A: 1\n", frozen.toString());
        assertSame(frozen, frozen.readOnly());
        assertEquals("A: 1\nC: 3\n", frozen.copy().add("C", "3").toString());
    }

    @Test
    void readOnlyOnesRefuseEveryChange() {
        for (Headers h : List.of(new Headers().add("A", "1").readOnly(), parsed("A", "1"), Headers.empty())) {
            assertThrows(UnsupportedOperationException.class, () -> h.add("B", "2"));
            assertThrows(UnsupportedOperationException.class, () -> h.set("A", "2"));
            assertThrows(UnsupportedOperationException.class, () -> h.remove("A"));
            assertThrows(UnsupportedOperationException.class, () -> h.addAll(new Headers().add("B", "2")));
            assertThrows(UnsupportedOperationException.class, h::clear);
        }
    }

    @Test
    void slicesOfBytesBecomeStringsWhenAsked() {
        Headers h = parsed("Host", "example.com", "X-Own", "caf\u00e9", "x-own", "", "content-type", "text/plain");
        assertEquals(4, h.size());
        assertEquals("example.com", h.get("HOST"));
        assertEquals("caf\u00e9", h.get("x-OWN"));
        assertEquals(List.of("caf\u00e9", ""), h.all("X-Own"));
        assertEquals("X-Own", h.name(1));
        assertSame(h.name(1), h.name(1));
        assertSame(h.value(1), h.value(1));
        assertSame("Host", h.name(0), "a common name needs no new string");
        assertSame("content-type", h.name(3));
        assertFalse(h.contains("X-Ow"));
        assertFalse(h.contains("X-Own2"));
        assertEquals(
                "Host: example.com\nX-Own: caf\u00e9\nx-own: \ncontent-type: text/plain\n",
                h.copy().toString());
        assertSame(Headers.empty(), Headers.ofParsed(new byte[0], new int[0], 0));
    }

    @Test
    void iterates() {
        List<String> seen = new ArrayList<>();
        for (Headers.Field field : parsed("A", "1", "B", "2")) {
            seen.add(field.name() + field.value());
        }
        assertEquals(List.of("A1", "B2"), seen);
        var end = new Headers().iterator();
        assertThrows(NoSuchElementException.class, end::next);
        assertThrows(IndexOutOfBoundsException.class, () -> new Headers().name(0));
        assertThrows(IndexOutOfBoundsException.class, () -> parsed("A", "1").value(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a:", ":a", "a\r", "a\n", "a\0", "a\t", "\u00e9", "a\u010a", "a\u560a", "a(", "a/",
                "a@", "a\"", "a{", "\u212a", "a\u007f", "\uff21",
            })
    void refusesNamesThatAreNoTokens(String name) {
        assertThrows(IllegalArgumentException.class, () -> new Headers().add(name, "v"));
        assertThrows(IllegalArgumentException.class, () -> new Headers().set(name, "v"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nB: c",
                "\r",
                "\n",
                "a\0",
                "\u010a",
                "\u560a",
                "\u010d",
                "\u0001",
                "\u001f",
                "\u007f",
                "\u2028",
                "\ud83d\ude00",
                "\u0100",
            })
    void refusesValuesThatWouldBreakTheMessage(String value) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> new Headers().add("X", value));
        assertTrue(thrown.getMessage().chars().allMatch(c -> c >= ' ' && c < 0x7f), "the message breaks no log line");
        assertThrows(IllegalArgumentException.class, () -> new Headers().set("X", value));
    }

    @Test
    void takesWhiteSpaceAroundValuesOff() {
        Headers h = new Headers().add("A", " \t x \t y ").add("B", " ").set("C", "\u00a0\u0080\u00ff");
        assertEquals("x \t y", h.get("a"));
        assertEquals("", h.get("b"));
        assertEquals("\u00a0\u0080\u00ff", h.get("c"), "only SP and HTAB are white space");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keep-alive, Upgrade   | upgrade    | true",
                "close                 | CLOSE      | true",
                ",, close ,            | close      | true",
                "enclose               | close      | false",
                "close-notify          | close      | false",
                "close notify          | close      | false",
                "a,b                   | c          | false",
                "a=\"x, close, y\"      | close      | false",
                "a=\"x\\\", close, y\", b | close      | false",
                "a=\"x, y\", close      | close      | true",
                "a=\"x\\\\\", close      | close      | true",
                "a=\"x, close          | close      | true",
                ", ,a,, close ,        | close      | true",
            })
    void findsTokensInLists(String value, String token, boolean found) {
        assertEquals(found, new Headers().add("Connection", value).containsToken("connection", token));
        assertEquals(found, parsed("Connection", value).containsToken("CONNECTION", token));
        Headers second = new Headers().add("Connection", "x").add("connection", value);
        assertEquals(found, second.containsToken("Connection", token), "in the second line");
    }

    @Test
    void comparesByAsciiWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr", "TR"));
        try {
            Headers h = new Headers().add("IF-MATCH", "1");
            assertTrue(h.contains("if-match"));
            assertFalse(h.contains("\u0131f-match"), "a dotless i is none");
            assertFalse(new Headers().add("k", "v").contains("\u212a"), "the sign for kelvin is no k");
            assertFalse(parsed("k", "v").contains("\u212a"));
            assertFalse(parsed("a", "v").contains("\u0141"), "no character loses its upper bits");
        } finally {
            Locale.setDefault(before);
        }
    }

    /** The same as a plain list of pairs would do. */
    @Test
    void behavesAsAListOfPairs() {
        Random random = new Random(42);
        String[] names = {"A", "a", "B", "b", "Content-Length", "content-length"};
        Headers h = new Headers();
        List<String[]> model = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            String name = names[random.nextInt(names.length)];
            String value = Integer.toString(step);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    h.add(name, value);
                    model.add(new String[] {name, value});
                }
                case 2 -> {
                    h.set(name, value);
                    set(model, name, value);
                }
                default -> assertEquals(model.removeIf(f -> f[0].equalsIgnoreCase(name)), h.remove(name));
            }
            StringBuilder expected = new StringBuilder();
            model.forEach(f -> expected.append(f[0]).append(": ").append(f[1]).append('\n'));
            assertEquals(expected.toString(), h.toString(), "after step " + step);
        }
    }

    private static void set(List<String[]> model, String name, String value) {
        boolean placed = false;
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i)[0].equalsIgnoreCase(name)) {
                if (placed) {
                    model.remove(i--);
                } else {
                    model.set(i, new String[] {name, value});
                    placed = true;
                }
            }
        }
        if (!placed) {
            model.add(new String[] {name, value});
        }
    }

    @Test
    void frozenFieldsStayAsTheyAre() {
        Headers fields = new Headers().set("A", "1");
        Headers same = fields.freeze();
        assertSame(fields, same);
        assertThrows(UnsupportedOperationException.class, () -> fields.set("A", "2"));
        assertThrows(UnsupportedOperationException.class, () -> fields.remove("A"));
        assertSame(fields, fields.readOnly(), "read-only already");
        assertEquals("2", fields.copy().set("A", "2").get("A"));
        assertEquals("1", fields.get("A"));
    }
}
