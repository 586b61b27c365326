package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each of {@link ArchitectureRules} on the sources of the repository, and on a bad example that it must report. */
class ArchitectureTest {
    private static Path root;
    private static Sources sources;
    /** With tests, and with what is not published. */
    private static Sources everything;

    @BeforeAll
    static void read() throws IOException {
        root = Path.of(System.getProperty("weir.root", "..")).toRealPath();
        List<String> published = List.copyOf(ArchitectureRules.REQUIRES.keySet());
        sources = Sources.read(root, published, "src/main");
        List<String> all = new ArrayList<>(published);
        try (Stream<Path> folders = Files.list(root.resolve("testing"))) {
            folders.filter(f -> Files.exists(f.resolve("pom.xml"))).forEach(f -> all.add("testing/" + f.getFileName()));
        }
        everything = Sources.read(root, all, "src");
        long files = sources.modules().values().stream().mapToLong(List::size).sum();
        assertTrue(files > 100, "only " + files + " source files below " + root);
    }

    // ---- each rule, on the repository and on a bad example

    /** @param tests whether tests and what is not published are looked at too */
    private record Rule(String name, Function<Sources, List<String>> check, Sources bad, String found, boolean tests) {
        Rule(String name, Function<Sources, List<String>> check, Sources bad, String found) {
            this(name, check, bad, found, false);
        }

        List<String> violations() {
            return check.apply(tests ? everything : sources);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Rule> rules() {
        String core = "package dev.weir.http.core;\n";
        return List.of(
                new Rule(
                        "requires what the table says",
                        ArchitectureRules::requires,
                        Sources.of(
                                "mux",
                                "module-info.java",
                                "module dev.weir.mux { requires transitive dev.weir.http.api; requires java.logging;"
                                        + " }"),
                        "mux: requires java.logging"),
                new Rule(
                        "requires as the table says",
                        ArchitectureRules::requires,
                        Sources.of(
                                "http1",
                                "module-info.java",
                                "module dev.weir.http1 { requires transitive dev.weir.http.core; }"),
                        "http1: requires transitive dev.weir.http.core"),
                new Rule(
                        "no requires static",
                        ArchitectureRules::requires,
                        Sources.of(
                                "http-api",
                                "module-info.java",
                                "module dev.weir.http.api { /* requires a.b; */ requires static a.b; }"),
                        "http-api: requires static a.b"),
                new Rule(
                        "folder = module",
                        ArchitectureRules::names,
                        Sources.of("http1", "module-info.java", "module dev.weir.http.one {}"),
                        "the module is called \"dev.weir.http.one\" and not dev.weir.http1"),
                new Rule(
                        "module = root package",
                        ArchitectureRules::names,
                        Sources.of(
                                "mux",
                                "module-info.java",
                                "module dev.weir.mux {}",
                                "dev/weir/muxer/A.java",
                                "package dev.weir.muxer;"),
                        "A.java: in the package dev.weir.muxer"),
                new Rule(
                        "mux does not know the core",
                        ArchitectureRules::never,
                        Sources.of(
                                "mux",
                                "dev/weir/mux/A.java",
                                "package dev.weir.mux;\nimport dev.weir.http.core.Server;\nclass A {}"),
                        "A.java: names dev.weir.http.core"),
                new Rule(
                        "hpack does not know the core",
                        ArchitectureRules::never,
                        Sources.of(
                                "hpack",
                                "dev/weir/hpack/A.java",
                                "package dev.weir.hpack;\nclass A { dev.weir.http.core.spi.Protocol p; }"),
                        "A.java: names dev.weir.http.core.spi"),
                new Rule(
                        "tls-spi does not know the core",
                        ArchitectureRules::never,
                        Sources.of(
                                "tls-spi",
                                "dev/weir/tls/spi/A.java",
                                "package dev.weir.tls.spi;\n"
                                        + "import static dev.weir.http.core.Server.builder;\n"
                                        + "class A {}"),
                        "A.java: names dev.weir.http.core"),
                new Rule(
                        "engines do not know each other",
                        ArchitectureRules::never,
                        Sources.of(
                                "http2",
                                "dev/weir/http2/A.java",
                                "package dev.weir.http2;\nimport dev.weir.http1.*;\nclass A {}"),
                        "A.java: names dev.weir.http1"),
                new Rule(
                        "engines do not know the router",
                        ArchitectureRules::never,
                        Sources.of(
                                "http1",
                                "dev/weir/http1/A.java",
                                "package dev.weir.http1;\nimport dev.weir.mux.ServeMux;\nclass A {}"),
                        "A.java: names dev.weir.mux"),
                new Rule(
                        "the core names no class of an engine",
                        ArchitectureRules::never,
                        Sources.of(
                                "http-core",
                                "dev/weir/http/core/A.java",
                                core + "import dev.weir.http1.Http1Provider;\nclass A {}"),
                        "A.java: names dev.weir.http1"),
                new Rule(
                        "no cycle between packages",
                        ArchitectureRules::cycles,
                        Sources.of(
                                "mux",
                                "a.java",
                                "package dev.weir.mux;\nimport dev.weir.mux.b.B;\npublic class A {}",
                                "b.java",
                                "package dev.weir.mux.b;\nimport dev.weir.mux.c.C;\npublic class B {}",
                                "c.java",
                                "package dev.weir.mux.c;\nimport dev.weir.mux.A;\npublic class C {}"),
                        "dev.weir.mux -> dev.weir.mux.b"),
                new Rule(
                        "qualified exports are for Weir's own modules",
                        ArchitectureRules::exports,
                        Sources.of(
                                "mux",
                                "module-info.java",
                                "module dev.weir.mux { exports dev.weir.mux.internal to dev.weir.http1,\n"
                                        + " com.example; }"),
                        "exports dev.weir.mux.internal to com.example"),
                new Rule(
                        "no exported name of java.base",
                        ArchitectureRules::clashes,
                        Sources.of(
                                "http-api",
                                "module-info.java",
                                "module dev.weir.http.api { exports dev.weir.http.api; }",
                                "dev/weir/http/api/Method.java",
                                "package dev.weir.http.api;\n\npublic final class Method {}"),
                        "dev.weir.http.api.Method has the simple name of java.lang.reflect.Method"),
                new Rule(
                        "no exported name twice",
                        ArchitectureRules::clashes,
                        Sources.of(
                                        "mux",
                                        "module-info.java",
                                        "module dev.weir.mux { exports dev.weir.mux; }",
                                        "dev/weir/mux/Thing.java",
                                        "package dev.weir.mux;\n\n@Deprecated\npublic record Thing() {}")
                                .and(Sources.of(
                                        "handlers",
                                        "module-info.java",
                                        "module dev.weir.handlers { exports dev.weir.handlers; }",
                                        "dev/weir/handlers/Thing.java",
                                        "package dev.weir.handlers;\n\npublic non-sealed interface Thing {}")),
                        "Thing has the simple name of dev.weir."),
                new Rule(
                        "what is not exported is private to its module",
                        ArchitectureRules::visibility,
                        Sources.of(
                                        "mux",
                                        "module-info.java",
                                        "module dev.weir.mux { exports dev.weir.mux; }",
                                        "A.java",
                                        "package dev.weir.mux.tree;\npublic class A {}")
                                .and(Sources.of(
                                        "handlers",
                                        "B.java",
                                        "package dev.weir.handlers;\nimport dev.weir.mux.tree.A;\nclass B {}")),
                        "B.java: names dev.weir.mux.tree"),
                new Rule(
                        "few types in a package",
                        ArchitectureRules::types,
                        Sources.of("mux", crowd(ArchitectureRules.MOST_TYPES + 1)),
                        "dev.weir.mux: 25 types"),
                new Rule(
                        "few lines in a file",
                        ArchitectureRules::lines,
                        Sources.of(
                                "mux",
                                "A.java",
                                "/**\n * A.\n */\n" + "\n".repeat(ArchitectureRules.MOST_LINES) + "class A {}"),
                        "A.java: 401 lines"),
                new Rule(
                        "no test code in src/main",
                        ArchitectureRules::testCode,
                        Sources.of(
                                        "testing/kit",
                                        "module-info.java",
                                        "module dev.weir.kit {}",
                                        "A.java",
                                        "public class A {}")
                                .and(Sources.of(
                                        "testing/user",
                                        "module-info.java",
                                        "module dev.weir.user { requires dev.weir.kit; }",
                                        "B.java",
                                        "class B {}")),
                        "testing/user/src/main/java/B.java: test code",
                        true),
                new Rule(
                        "no services but in descriptors",
                        ArchitectureRules::services,
                        Sources.of("mux", "../resources/META-INF/services/a.B", "c.D"),
                        "META-INF/services/a.B"),
                new Rule(
                        "no JDK internals",
                        ArchitectureRules::bans,
                        Sources.of("mux", "A.java", "import sun.misc.Unsafe;"),
                        "A.java:1: import sun.misc.Unsafe;"),
                new Rule(
                        "no String.format",
                        ArchitectureRules::bans,
                        Sources.of("http1", "A.java", "// String.format\nString a = String.format(b);"),
                        "A.java:2: "),
                new Rule(
                        "no regular expressions",
                        ArchitectureRules::bans,
                        Sources.of("hpack", "A.java", "a.split(\",\");"),
                        "A.java:1: a.split(\",\");"),
                new Rule(
                        "no case mapping of Unicode",
                        ArchitectureRules::bans,
                        Sources.of("http-core", "A.java", "Ascii.equalsIgnoreCase(a);\nname.equalsIgnoreCase(b);"),
                        "A.java:2: "),
                new Rule(
                        "no toLowerCase",
                        ArchitectureRules::bans,
                        Sources.of("http1", "A.java", "a.toLowerCase(Locale.ROOT);"),
                        "A.java:1: "),
                new Rule(
                        "no numbers of Unicode",
                        ArchitectureRules::bans,
                        Sources.of("http1", "A.java", "\n\nlong a = Long.parseLong(b);"),
                        "A.java:3: "),
                new Rule(
                        "no Character.digit",
                        ArchitectureRules::bans,
                        Sources.of("http1", "A.java", "int a = Character.digit(b, 16);"),
                        "A.java:1: "),
                new Rule(
                        "nothing left to be done",
                        ArchitectureRules::leftovers,
                        Sources.of("mux", "A.java", "class A {\n    // TODO: all\n}"),
                        "A.java:2: // TODO: all"),
                new Rule(
                        "ASCII alone",
                        ArchitectureRules::leftovers,
                        Sources.of("mux", "A.java", "// \u00e4"),
                        "A.java:1: "));
    }

    private static String[] crowd(int types) {
        String[] pathsAndTexts = new String[2 * types];
        for (int i = 0; i < types; i++) {
            pathsAndTexts[2 * i] = "A" + i + ".java";
            pathsAndTexts[2 * i + 1] = "package dev.weir.mux;";
        }
        return pathsAndTexts;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(Rule rule) {
        List<String> wrong = rule.violations();
        assertTrue(wrong.isEmpty(), () -> rule.name() + ":\n  " + String.join("\n  ", wrong));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void canFail(Rule rule) {
        List<String> wrong = rule.check().apply(rule.bad());
        assertTrue(
                wrong.stream().anyMatch(w -> w.contains(rule.found())),
                () -> rule.name() + ": expected \"" + rule.found() + "\" among " + wrong);
    }

    @Test
    void whatIsNoCodeIsNotSeen() {
        assertEquals("a     \n b         c    ;", Sources.blank("a // b\n b /* c */ c 'x';"));
        assertFalse(Sources.blank("x = \"sun.misc\" + \"\"\"\n jdk.internal \"quoted\" \n\"\"\" + '\"' + 1;")
                .contains("sun"));
        assertTrue(Sources.blank("\"//\" + a").contains("+ a"));
        assertTrue(Sources.blank("'\"' + a + '\\'' + b").contains("+ a +"));
    }

    /** What is not public, nested, in another case or not exported to all takes no name. */
    @Test
    void onlyExportedTypesTakeNames() {
        Sources fine = Sources.of(
                "http-api",
                "module-info.java",
                "module dev.weir.http.api { exports dev.weir.http.api;\n"
                        + " exports dev.weir.http.api.internal to dev.weir.mux; }",
                "dev/weir/http/api/A.java",
                "package dev.weir.http.api;\n\npublic interface A {\n    public static class List {}\n}\nclass Map {}",
                "dev/weir/http/api/internal/Method.java",
                "package dev.weir.http.api.internal;\n\npublic class Method {}",
                "dev/weir/http/api/hidden/Set.java",
                "package dev.weir.http.api.hidden;\n\npublic class Set {}");
        assertEquals(List.of(), ArchitectureRules.clashes(fine));
        assertTrue(PlatformTypes.ofJavaBase().keySet().containsAll(Set.of("String", "Method", "ServiceLoader")));
        assertFalse(PlatformTypes.ofJavaBase().containsKey("SharedSecrets"), "of a package that is not for all");
    }

    /** A new module needs a row in the table: what it may require. */
    @Test
    void everyModuleIsInTheTable() throws IOException {
        Set<String> built = new TreeSet<>();
        Matcher module =
                Pattern.compile("<module>([\\w/-]+)</module>").matcher(Files.readString(root.resolve("pom.xml")));
        while (module.find()) {
            built.add(module.group(1));
        }
        Set<String> known = new TreeSet<>(ArchitectureRules.REQUIRES.keySet());
        known.addAll(ArchitectureRules.UNPUBLISHED);
        assertEquals(known, built);
    }

    /** The same from the running modules: with all of Weir there is java.base, a logging facade, and nothing else. */
    @Test
    void theWholeModuleGraphIsJavaBaseAndSlf4j() {
        Set<String> graph = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("dev.weir"));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (graph.add(name) && name.startsWith("dev.weir")) {
                ModuleDescriptor found =
                        ModuleLayer.boot().findModule(name).orElseThrow().getDescriptor();
                // What is static is for the compiler alone; requires() says which may be.
                found.requires().stream().filter(r -> !isStatic(r)).forEach(r -> open.add(r.name()));
                assertFalse(found.isAutomatic(), name + " is an automatic module");
            }
        }
        graph.removeIf(name -> name.equals("dev.weir") || name.startsWith("dev.weir."));
        assertEquals(Set.of("java.base", "org.slf4j"), graph);
    }

    private static boolean isStatic(ModuleDescriptor.Requires r) {
        return r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
    }

    /** The compiler is opened to Error Prone, which runs in it and nowhere else. */
    private static final String ERROR_PRONE =
            "<arg>-J--add-(exports|opens)=jdk\\.compiler/com\\.sun\\.tools\\.javac\\.\\w+=ALL-UNNAMED</arg>";

    @Test
    void noModuleIsOpenedByTheBuild() throws IOException {
        List<Path> poms = new ArrayList<>(List.of(root.resolve("pom.xml"), root.resolve("weir")));
        ArchitectureRules.REQUIRES
                .keySet()
                .forEach(folder -> poms.add(root.resolve(folder).resolve("pom.xml")));
        for (Path pom : poms) {
            if (Files.exists(pom)) {
                String text = Files.readString(pom).replaceAll(ERROR_PRONE, "");
                assertFalse(text.contains("--add-opens") || text.contains("--add-exports"), pom::toString);
            }
        }
    }
}
