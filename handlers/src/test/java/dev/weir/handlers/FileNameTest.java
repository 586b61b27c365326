package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as each system takes them; the rules of Windows are tested on every system. */
class FileNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GIT~1",
                "git~1",
                "ENV~1",
                "HTPASS~1",
                "GI7EBA~1",
                "GITIG~12",
                "A~1.TXT",
                "INDEX~1.HTM",
                "~1",
                "AB~1.",
                "A~123456",
                "CON",
                "con",
                "Nul",
                "NUL.txt",
                "nul.tar.gz",
                "AUX .c",
                "PRN",
                "COM1",
                "com9.log",
                "LPT\u00b9",
                "COM0",
                "CONIN$",
                "conout$",
                "CLOCK$",
                "a.txt::$DATA",
                "a.txt:",
                ".git::$INDEX_ALLOCATION",
                "a.",
                "a ",
                ".git.",
                ".git ",
                "a...",
                "a*",
                "a?",
                "a<b",
                "a>b",
                "a|b",
                "a\"b"
            })
    void onWindowsIsAnotherNameOfSomething(String name) {
        assertFalse(FileName.isValid(name, true), name);
        assertTrue(FileName.isValid(name, false), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt",
                "a~b.txt",
                "backup~",
                "notes.txt~",
                "a-long-name~1.txt",
                "page~1.html",
                "a.b~1",
                "a~1.tar.gz",
                "~",
                "~user",
                "CONSOLE",
                "com10",
                "COMX",
                "LPT",
                "nulls.txt",
                "a.nul",
                "x~1y",
                "\u00e9.txt"
            })
    void onWindowsIsAName(String name) {
        assertTrue(FileName.isValid(name, true), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\0", "\n", "a\u007f"})
    void nowhereIsAName(String name) {
        assertFalse(FileName.isValid(name, false), name);
        assertFalse(FileName.isValid(name, true), name);
    }

    @ParameterizedTest
    @CsvSource({
        "a, 0, false",
        ".git, 0, true",
        ".git, 1, true",
        "a.git, 0, false",
        ".well-known, 0, false",
        ".well-known, 1, true",
        ".WELL-KNOWN, 0, true",
        ".well-known2, 0, true",
        "'\u200c.git', 0, true",
        "'\ufeff\u200d.env', 2, true",
        "'\u200cgit', 0, false",
        "'\u200c.well-known', 0, true"
    })
    void hidesNamesWithADot(String name, int depth, boolean hidden) {
        assertEquals(hidden, FileName.isHidden(name, depth), name);
    }
}
