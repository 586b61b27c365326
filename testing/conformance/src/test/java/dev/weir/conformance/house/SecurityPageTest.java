package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md names a test for each promise: all of them are there. */
class SecurityPageTest {
    /** A class of tests, or a test in a class, which may be one that others derive from. */
    private static final Pattern NAMED = Pattern.compile("`(?:([A-Z]\\w+)#(\\w+)|([A-Z]\\w+Test))`");

    private static final Path ROOT = Path.of(System.getProperty("weir.root"));

    /** The sources of tests, by the name of their class: more than one where modules use a name again. */
    private static Map<String, List<Path>> tests() throws IOException {
        Map<String, List<Path>> tests = new HashMap<>();
        try (Stream<Path> modules = Stream.concat(Files.list(ROOT), Files.list(ROOT.resolve("testing")))) {
            for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src/test/java")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                    files.filter(f -> f.toString().endsWith(".java"))
                            .forEach(f -> tests.computeIfAbsent(
                                            f.getFileName().toString().replace(".java", ""), _ -> new ArrayList<>())
                                    .add(f));
                }
            }
        }
        return tests;
    }

    @Test
    void everyTestIsThere() throws IOException {
        Map<String, List<Path>> tests = tests();
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (String row : Files.readAllLines(ROOT.resolve("SECURITY.md"))) {
            Matcher matcher = NAMED.matcher(row);
            while (matcher.find()) {
                named++;
                String method = matcher.group(2);
                String name = method == null ? matcher.group(3) : matcher.group(1);
                List<Path> sources = tests.getOrDefault(name, List.of());
                boolean there = method == null ? !sources.isEmpty() : declares(sources, method);
                if (!there) {
                    missing.add(matcher.group());
                }
            }
        }
        assertEquals(List.of(), missing, "tests that SECURITY.md names and that do not exist");
        assertTrue(named > 40, "tests named: " + named);
    }

    @Test
    void everyPromiseNamesATest() throws IOException {
        List<String> without = new ArrayList<>();
        for (String row : Files.readAllLines(ROOT.resolve("SECURITY.md"))) {
            boolean head = row.startsWith("| ---") || row.endsWith("| test |");
            if (row.startsWith("|") && !head && !NAMED.matcher(row).find()) {
                without.add(row);
            }
        }
        assertEquals(List.of(), without, "promises without a test");
    }

    private static boolean declares(List<Path> sources, String method) throws IOException {
        for (Path source : sources) {
            if (Files.readString(source).contains("void " + method + "(")) {
                return true;
            }
        }
        return false;
    }
}
