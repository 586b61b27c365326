package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.house.Sources.File;
import dev.weir.conformance.house.Sources.Requires;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The walls of the house: which module may know which, and what no source may hold. Each rule is a function from
 * sources to violations, run on the sources of the whole repository, and on a bad example that it must find fault with.
 */
class ArchitectureTest {
    /** What is published, and what each may require. A new module gets a line here. */
    private static final Map<String, Set<String>> REQUIRES = new LinkedHashMap<>();

    static {
        REQUIRES.put("http-api", Set.of());
        REQUIRES.put("hpack", Set.of());
        REQUIRES.put("tls-spi", Set.of());
        REQUIRES.put("http-core", Set.of("transitive dev.weir.http.api", "transitive dev.weir.tls.spi", "org.slf4j"));
        REQUIRES.put("http1", Set.of("dev.weir.http.core"));
        REQUIRES.put("http2", Set.of("transitive dev.weir.http.core", "dev.weir.hpack", "org.slf4j"));
        REQUIRES.put("mux", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("handlers", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put(
                "tls-testkit",
                Set.of("transitive dev.weir.tls.spi", "transitive org.junit.jupiter.api", "org.junit.jupiter.params"));
        REQUIRES.put(
                "tls-bouncycastle",
                Set.of(
                        "transitive dev.weir.tls.spi",
                        "java.logging",
                        "org.bouncycastle.provider",
                        "org.bouncycastle.tls"));
        REQUIRES.put(
                "aggregator",
                Set.of(
                        "transitive dev.weir.http.api",
                        "transitive dev.weir.http.core",
                        "transitive dev.weir.http1",
                        "transitive dev.weir.http2",
                        "transitive dev.weir.mux",
                        "transitive dev.weir.handlers"));
        REQUIRES.put("samples", Set.of("transitive dev.weir", "org.slf4j"));
    }

    /** Folders that are not published and may require anything. */
    private static final Set<String> UNPUBLISHED = Set.of("bom", "testing", "tools/format");

    /** Packages that a module's code must not name, whatever its descriptor says. */
    private static final Map<String, List<String>> NEVER = Map.of(
            "mux", List.of("dev.weir.http.core", "dev.weir.http1", "dev.weir.http2"),
            "handlers", List.of("dev.weir.http.core", "dev.weir.http1", "dev.weir.http2", "dev.weir.mux"),
            "hpack", List.of("dev.weir.http.core", "dev.weir.http.api", "dev.weir.http2"),
            "tls-spi", List.of("dev.weir.http.core", "dev.weir.http.api"),
            "http-api", List.of("dev.weir.http.core", "dev.weir.tls"),
            "http1", List.of("dev.weir.http2", "dev.weir.mux", "dev.weir.hpack"),
            "http2", List.of("dev.weir.http1", "dev.weir.mux"),
            "http-core", List.of("dev.weir.http1", "dev.weir.http2", "dev.weir.mux", "dev.weir.hpack"));

    /** Where text of the protocol is parsed and written, byte by byte. */
    private static final List<String> ENGINES = List.of("http-core", "http1", "http2", "hpack");

    /** What must not be used, where, and why. */
    private record Ban(String name, List<String> folders, String pattern, String why) {}

    private static final List<String> EVERYWHERE = List.copyOf(REQUIRES.keySet());

    private static final List<Ban> BANS = List.of(
            new Ban(
                    "JDK internals",
                    EVERYWHERE,
                    "\\bsun\\.|\\bjdk\\.internal\\b|\\bUnsafe\\b|\\bsetAccessible\\b",
                    "needs --add-opens or breaks with the next JDK"),
            new Ban(
                    "String.format",
                    ENGINES,
                    "\\bString\\.format\\b|\\.formatted\\(|\\bString\\.join\\b",
                    "slow, and depends on the locale"),
            new Ban(
                    "regular expressions",
                    ENGINES,
                    "\\bjava\\.util\\.regex\\b|\\.matches\\(|\\.replaceAll\\(|\\.replaceFirst\\(|(?<!\\bframe)\\.split\\(",
                    "no regular expression on a peer's text"),
            new Ban(
                    "case mapping of Unicode",
                    ENGINES,
                    "\\.toLowerCase\\(|\\.toUpperCase\\(|\\.compareToIgnoreCase\\(|(?<!\\bAscii)\\.equalsIgnoreCase\\(",
                    "accepts more than ASCII, as U+212A for k, and depends on the locale"),
            new Ban(
                    "numbers of Unicode",
                    ENGINES,
                    "\\b(?:Long|Integer|Short|Byte)\\.(?:parse\\w*|decode)\\(|\\bBigInteger\\b|"
                        + "\\bCharacter\\.(?:digit|isDigit|getNumericValue|isLetter\\w*|isWhitespace|isSpaceChar)\\(",
                    "accepts signs and the digits of every script"));

    private static final int MOST_TYPES = 24;
    /** What users import whole. */
    private static final Set<String> FLAT = Set.of("dev.weir.http.api");

    /** Files that may use something banned: path and name of the ban, with the reason. */
    private static final Map<String, String> ALLOWED = Map.of();

    private static Path root;
    private static Sources sources;

    @BeforeAll
    static void read() throws IOException {
        root = Path.of(System.getProperty("weir.root", "..")).toRealPath();
        sources = Sources.read(root, List.copyOf(REQUIRES.keySet()));
        long files = sources.modules().values().stream().mapToLong(List::size).sum();
        assertTrue(files > 100, "only " + files + " source files below " + root);
    }

    // ---- the rules

    /** Modules require what DESIGN.md's table says, and no more. */
    private static List<String> requires(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().forEach(folder -> {
            Set<String> allowed = REQUIRES.getOrDefault(folder, Set.of());
            for (Requires r : s.descriptor(folder).requires()) {
                if (r.isStatic()) {
                    // Annotations alone: nobody needs them at run time.
                    if (!r.module().equals("org.jspecify")) {
                        wrong.add(folder + ": requires static " + r.module());
                    }
                    continue;
                }
                String asIs = (r.isTransitive() ? "transitive " : "") + r.module();
                if (!allowed.contains(asIs)) {
                    wrong.add(folder + ": requires " + asIs);
                }
            }
        });
        return wrong;
    }

    /** Folder = module = root package. */
    private static List<String> names(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().forEach(folder -> {
            String name = folder.equals("aggregator") ? "dev.weir" : "dev.weir." + folder.replace('-', '.');
            String declared = s.descriptor(folder).name();
            if (!declared.equals(name)) {
                wrong.add(folder + ": the module is called \"" + declared + "\" and not " + name);
            }
            for (File file : s.java(folder)) {
                String at = file.packageName();
                if (!at.equals(name) && !at.startsWith(name + ".")) {
                    wrong.add(file.path() + ": in the package " + at);
                }
            }
        });
        return wrong;
    }

    /** What a module must not know. */
    private static List<String> never(Sources s) {
        List<String> wrong = new ArrayList<>();
        NEVER.forEach((folder, packages) -> s.java(folder)
                .forEach(file -> file.references()
                        .forEach(reference -> packages.stream()
                                .filter(p -> reference.equals(p) || reference.startsWith(p + "."))
                                .forEach(p -> wrong.add(file.path() + ": names " + reference)))));
        return wrong;
    }

    /** No cycle between packages. */
    private static List<String> cycles(Sources s) {
        Map<String, Map<String, String>> edges = new TreeMap<>();
        s.modules()
                .keySet()
                .forEach(folder -> s.java(folder).stream()
                        .filter(file -> !file.path().endsWith("package-info.java"))
                        .forEach(file -> file.references()
                                .forEach(to -> edges.computeIfAbsent(file.packageName(), p -> new TreeMap<>())
                                        .putIfAbsent(to, file.path()))));
        Set<String> wrong = new TreeSet<>();
        edges.forEach((from, tos) -> tos.forEach((to, file) -> {
            List<String> back = way(edges, to, from);
            if (!back.isEmpty() && from.compareTo(to) < 0) {
                wrong.add(from + " -> " + to + " (" + file + "), and back by " + back);
            }
        }));
        return List.copyOf(wrong);
    }

    /** The files by which one package leads to another; empty when none does. */
    private static List<String> way(Map<String, Map<String, String>> edges, String from, String to) {
        Map<String, List<String>> reached = new LinkedHashMap<>(Map.of(from, List.of()));
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            String at = open.remove();
            for (var edge : edges.getOrDefault(at, Map.of()).entrySet()) {
                if (!reached.containsKey(edge.getKey())) {
                    List<String> files = new ArrayList<>(reached.get(at));
                    files.add(edge.getValue());
                    reached.put(edge.getKey(), files);
                    open.add(edge.getKey());
                }
            }
        }
        return reached.getOrDefault(to, List.of());
    }

    /** What is exported to some goes to named modules of Weir's own. */
    private static List<String> exports(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules()
                .keySet()
                .forEach(folder -> s.descriptor(folder)
                        .exports()
                        .forEach(e -> e.to().stream()
                                .filter(to -> !to.startsWith("dev.weir."))
                                .forEach(to -> wrong.add(folder + ": exports " + e.packageName() + " to " + to))));
        return wrong;
    }

    /** A package that is not exported belongs to its module alone, and one that is to some, to these. */
    private static List<String> visibility(Sources s) {
        Map<String, String> owners = new TreeMap<>();
        Map<String, List<String>> seenBy = new TreeMap<>();
        s.modules().keySet().forEach(folder -> {
            s.java(folder).forEach(file -> owners.put(file.packageName(), folder));
            s.descriptor(folder).exports().forEach(e -> seenBy.put(e.packageName(), e.to()));
        });
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().forEach(folder -> {
            String module = s.descriptor(folder).name();
            for (File file : s.java(folder)) {
                for (String to : file.references()) {
                    String owner = owners.getOrDefault(to, folder);
                    List<String> some = seenBy.get(to);
                    boolean seen = some != null && (some.isEmpty() || some.contains(module));
                    if (!owner.equals(folder) && !seen) {
                        wrong.add(file.path() + ": names " + to + ", which is a matter of " + owner);
                    }
                }
            }
        });
        return wrong;
    }

    /** A package has one job, and so few types; the one that users import whole has what it must. */
    private static List<String> types(Sources s) {
        Map<String, Integer> counts = new TreeMap<>();
        s.modules()
                .keySet()
                .forEach(folder -> s.java(folder).stream()
                        .filter(file -> !file.path().endsWith("package-info.java"))
                        .forEach(file -> counts.merge(file.packageName(), 1, Integer::sum)));
        List<String> wrong = new ArrayList<>();
        counts.forEach((name, count) -> {
            if (count > MOST_TYPES && !FLAT.contains(name)) {
                wrong.add(name + ": " + count + " types");
            }
        });
        return wrong;
    }

    /** Services are declared in descriptors; what the class path needs is made by the build. */
    private static List<String> services(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules()
                .values()
                .forEach(files -> files.stream()
                        .filter(f -> f.path().contains("META-INF/services"))
                        .forEach(f -> wrong.add(f.path())));
        return wrong;
    }

    private static List<String> bans(Sources s) {
        List<String> wrong = new ArrayList<>();
        for (Ban ban : BANS) {
            Pattern pattern = Pattern.compile(ban.pattern());
            for (String folder : ban.folders()) {
                for (File file : s.java(folder)) {
                    if (!ALLOWED.containsKey(file.path() + " " + ban.name())) {
                        lines(file, file.code(), pattern)
                                .forEach(l -> wrong.add(l + " (" + ban.name() + ": " + ban.why() + ")"));
                    }
                }
            }
        }
        return wrong;
    }

    /** Nothing is left to be done, and nothing but ASCII. */
    private static List<String> leftovers(Sources s) {
        Pattern pattern = Pattern.compile("\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b|[^\\x00-\\x7f]|\\t|\\r");
        List<String> wrong = new ArrayList<>();
        s.modules()
                .values()
                .forEach(files -> files.stream()
                        .filter(f -> f.path().endsWith(".java"))
                        .forEach(f -> wrong.addAll(lines(f, f.text(), pattern))));
        return wrong;
    }

    private static List<String> lines(File file, String text, Pattern pattern) {
        List<String> found = new ArrayList<>();
        String[] lines = file.text().split("\n", -1);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int line = (int) text.substring(0, matcher.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            found.add(file.path() + ":" + (line + 1) + ": " + lines[line].strip());
        }
        return found;
    }

    // ---- each rule, on the repository and on a bad example

    private record Rule(String name, Function<Sources, List<String>> check, Sources bad, String found) {
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
                        ArchitectureTest::requires,
                        Sources.of(
                                "mux",
                                "module-info.java",
                                "module dev.weir.mux { requires transitive dev.weir.http.api; requires java.logging;"
                                        + " }"),
                        "mux: requires java.logging"),
                new Rule(
                        "requires as the table says",
                        ArchitectureTest::requires,
                        Sources.of(
                                "http1",
                                "module-info.java",
                                "module dev.weir.http1 { requires transitive dev.weir.http.core; }"),
                        "http1: requires transitive dev.weir.http.core"),
                new Rule(
                        "no requires static",
                        ArchitectureTest::requires,
                        Sources.of(
                                "http-api",
                                "module-info.java",
                                "module dev.weir.http.api { /* requires a.b; */ requires static a.b; }"),
                        "http-api: requires static a.b"),
                new Rule(
                        "folder = module",
                        ArchitectureTest::names,
                        Sources.of("http1", "module-info.java", "module dev.weir.http.one {}"),
                        "the module is called \"dev.weir.http.one\" and not dev.weir.http1"),
                new Rule(
                        "module = root package",
                        ArchitectureTest::names,
                        Sources.of(
                                "mux",
                                "module-info.java",
                                "module dev.weir.mux {}",
                                "dev/weir/muxer/A.java",
                                "package dev.weir.muxer;"),
                        "A.java: in the package dev.weir.muxer"),
                new Rule(
                        "mux does not know the core",
                        ArchitectureTest::never,
                        Sources.of(
                                "mux",
                                "dev/weir/mux/A.java",
                                "package dev.weir.mux;\nimport dev.weir.http.core.Server;\nclass A {}"),
                        "A.java: names dev.weir.http.core"),
                new Rule(
                        "hpack does not know the core",
                        ArchitectureTest::never,
                        Sources.of(
                                "hpack",
                                "dev/weir/hpack/A.java",
                                "package dev.weir.hpack;\nclass A { dev.weir.http.core.spi.Protocol p; }"),
                        "A.java: names dev.weir.http.core.spi"),
                new Rule(
                        "tls-spi does not know the core",
                        ArchitectureTest::never,
                        Sources.of(
                                "tls-spi",
                                "dev/weir/tls/spi/A.java",
                                "package dev.weir.tls.spi;\n"
                                        + "import static dev.weir.http.core.Server.builder;\n"
                                        + "class A {}"),
                        "A.java: names dev.weir.http.core"),
                new Rule(
                        "engines do not know each other",
                        ArchitectureTest::never,
                        Sources.of(
                                "http2",
                                "dev/weir/http2/A.java",
                                "package dev.weir.http2;\nimport dev.weir.http1.*;\nclass A {}"),
                        "A.java: names dev.weir.http1"),
                new Rule(
                        "engines do not know the router",
                        ArchitectureTest::never,
                        Sources.of(
                                "http1",
                                "dev/weir/http1/A.java",
                                "package dev.weir.http1;\nimport dev.weir.mux.ServeMux;\nclass A {}"),
                        "A.java: names dev.weir.mux"),
                new Rule(
                        "the core names no class of an engine",
                        ArchitectureTest::never,
                        Sources.of(
                                "http-core",
                                "dev/weir/http/core/A.java",
                                core + "import dev.weir.http1.Http1Provider;\nclass A {}"),
                        "A.java: names dev.weir.http1"),
                new Rule(
                        "no cycle between packages",
                        ArchitectureTest::cycles,
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
                        ArchitectureTest::exports,
                        Sources.of(
                                "mux",
                                "module-info.java",
                                "module dev.weir.mux { exports dev.weir.mux.internal to dev.weir.http1,\n"
                                        + " com.example; }"),
                        "exports dev.weir.mux.internal to com.example"),
                new Rule(
                        "what is not exported is private to its module",
                        ArchitectureTest::visibility,
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
                        ArchitectureTest::types,
                        Sources.of("mux", crowd(MOST_TYPES + 1)),
                        "dev.weir.mux: 25 types"),
                new Rule(
                        "no services but in descriptors",
                        ArchitectureTest::services,
                        Sources.of("mux", "../resources/META-INF/services/a.B", "c.D"),
                        "META-INF/services/a.B"),
                new Rule(
                        "no JDK internals",
                        ArchitectureTest::bans,
                        Sources.of("mux", "A.java", "import sun.misc.Unsafe;"),
                        "A.java:1: import sun.misc.Unsafe;"),
                new Rule(
                        "no String.format",
                        ArchitectureTest::bans,
                        Sources.of("http1", "A.java", "// String.format\nString a = String.format(b);"),
                        "A.java:2: "),
                new Rule(
                        "no regular expressions",
                        ArchitectureTest::bans,
                        Sources.of("hpack", "A.java", "a.split(\",\");"),
                        "A.java:1: a.split(\",\");"),
                new Rule(
                        "no case mapping of Unicode",
                        ArchitectureTest::bans,
                        Sources.of("http-core", "A.java", "Ascii.equalsIgnoreCase(a);\nname.equalsIgnoreCase(b);"),
                        "A.java:2: "),
                new Rule(
                        "no toLowerCase",
                        ArchitectureTest::bans,
                        Sources.of("http1", "A.java", "a.toLowerCase(Locale.ROOT);"),
                        "A.java:1: "),
                new Rule(
                        "no numbers of Unicode",
                        ArchitectureTest::bans,
                        Sources.of("http1", "A.java", "\n\nlong a = Long.parseLong(b);"),
                        "A.java:3: "),
                new Rule(
                        "no Character.digit",
                        ArchitectureTest::bans,
                        Sources.of("http1", "A.java", "int a = Character.digit(b, 16);"),
                        "A.java:1: "),
                new Rule(
                        "nothing left to be done",
                        ArchitectureTest::leftovers,
                        Sources.of("mux", "A.java", "class A {\n    // TODO: all\n}"),
                        "A.java:2: // TODO: all"),
                new Rule(
                        "ASCII alone",
                        ArchitectureTest::leftovers,
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
        List<String> wrong = rule.check().apply(sources);
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

    /** Whoever adds a module says in the table what it may require. */
    @Test
    void everyModuleIsInTheTable() throws IOException {
        Set<String> built = new TreeSet<>();
        Matcher module =
                Pattern.compile("<module>([\\w/-]+)</module>").matcher(Files.readString(root.resolve("pom.xml")));
        while (module.find()) {
            built.add(module.group(1));
        }
        Set<String> known = new TreeSet<>(REQUIRES.keySet());
        known.addAll(UNPUBLISHED);
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
                found.requires().forEach(r -> open.add(r.name()));
                assertFalse(found.isAutomatic(), name + " is an automatic module");
            }
        }
        graph.removeIf(name -> name.equals("dev.weir") || name.startsWith("dev.weir."));
        assertEquals(Set.of("java.base", "org.slf4j"), graph);
    }

    @Test
    void noModuleIsOpenedByTheBuild() throws IOException {
        List<Path> poms = new ArrayList<>(List.of(root.resolve("pom.xml"), root.resolve("weir")));
        REQUIRES.keySet().forEach(folder -> poms.add(root.resolve(folder).resolve("pom.xml")));
        for (Path pom : poms) {
            if (Files.exists(pom)) {
                String text = Files.readString(pom);
                assertFalse(text.contains("--add-opens") || text.contains("--add-exports"), pom::toString);
            }
        }
    }

    /** No wall, only a look: files that answer more than one question tend to grow. */
    @Test
    void filesThatHaveGrownOver400Lines(TestReporter reporter) {
        sources.modules()
                .values()
                .forEach(files -> files.stream()
                        .filter(f -> f.path().endsWith(".java"))
                        .filter(f -> f.text().lines().count() > 400)
                        .forEach(f ->
                                reporter.publishEntry(f.path(), f.text().lines().count() + " lines")));
    }
}
