package dev.weir.conformance.house;

import dev.weir.conformance.house.Sources.File;
import dev.weir.conformance.house.Sources.Requires;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of the architecture: which module may require and name which, how packages may depend on each other, and
 * what no source may contain. Each rule is a function from sources to violations; {@link ArchitectureTest} runs them.
 */
final class ArchitectureRules {
    /** What is published, and what each may require. A new module gets a line here. */
    static final Map<String, Set<String>> REQUIRES = new LinkedHashMap<>();

    static {
        REQUIRES.put("http-api", Set.of());
        REQUIRES.put("hpack", Set.of());
        REQUIRES.put("tls-spi", Set.of());
        REQUIRES.put("http-core", Set.of("transitive dev.weir.http.api", "transitive dev.weir.tls.spi", "org.slf4j"));
        REQUIRES.put("http-testkit", Set.of("transitive dev.weir.http.core"));
        REQUIRES.put(
                "http-testkit-junit",
                Set.of("transitive dev.weir.http.testkit", "transitive org.junit.jupiter.api"));
        REQUIRES.put("http1", Set.of("dev.weir.http.core"));
        REQUIRES.put("http2", Set.of("transitive dev.weir.http.core", "dev.weir.hpack", "org.slf4j"));
        REQUIRES.put("http-testkit", Set.of("transitive dev.weir.http.api", "transitive dev.weir.http.core"));
        REQUIRES.put("mux", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("handlers", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("settings", Set.of("transitive dev.weir.http.core", "static dev.weir.http2"));
        REQUIRES.put(
                "observe",
                Set.of(
                        "transitive dev.weir.handlers",
                        "transitive dev.weir.http.api",
                        "transitive dev.weir.http.core",
                        "transitive org.slf4j",
                        "static java.management",
                        "static jdk.jfr"));
        REQUIRES.put(
                "observe-micrometer",
                Set.of(
                        "transitive dev.weir.http.api",
                        "transitive dev.weir.http.core",
                        "transitive dev.weir.observe",
                        "transitive micrometer.core"));
        REQUIRES.put(
                "observe-opentelemetry",
                Set.of(
                        "transitive dev.weir.http.api",
                        "transitive dev.weir.http.core",
                        "transitive dev.weir.observe",
                        "transitive io.opentelemetry.api",
                        "transitive io.opentelemetry.context"));
        REQUIRES.put(
                "observe-jfr",
                Set.of("transitive dev.weir.http.api", "transitive dev.weir.http.core", "transitive jdk.jfr"));
        REQUIRES.put("websocket", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("compress-brotli", Set.of("transitive dev.weir.middleware", "com.aayushatharva.brotli4j"));
        REQUIRES.put("compress-zstd", Set.of("transitive dev.weir.middleware", "com.github.luben.zstd_jni"));
        REQUIRES.put("systemd", Set.of());
        REQUIRES.put("sessions-jdbc", Set.of("transitive dev.weir.sessions", "transitive java.sql"));
        REQUIRES.put("sessions", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("middleware", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("json", Set.of("transitive dev.weir.http.api"));
        REQUIRES.put("json-jackson", Set.of("transitive dev.weir.json", "transitive tools.jackson.databind"));
        REQUIRES.put(
                "tls-testkit",
                Set.of("transitive dev.weir.tls.spi", "transitive org.junit.jupiter.api", "org.junit.jupiter.params"));
        REQUIRES.put("tls-openssl", Set.of("transitive dev.weir.tls.spi", "org.slf4j"));
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
                        "transitive dev.weir.handlers",
                        "transitive dev.weir.middleware",
                        "transitive dev.weir.observe",
                        "transitive dev.weir.settings"));
        REQUIRES.put("samples", Set.of("transitive dev.weir", "dev.weir.sessions", "dev.weir.websocket", "jdk.unsupported", "org.slf4j"));
    }

    /** Folders that are not published and may require anything, or hold no Java. */
    static final Set<String> UNPUBLISHED = Set.of("archetype", "bom", "testing", "tools/format");

    /** Packages that a module's code must not name, whatever its descriptor says. */
    private static final Map<String, List<String>> NEVER = Map.of(
            "mux", List.of("dev.weir.http.core", "dev.weir.http1", "dev.weir.http2"),
            "handlers", List.of("dev.weir.http.core", "dev.weir.http1", "dev.weir.http2", "dev.weir.mux"),
            "middleware", List.of("dev.weir.http.core", "dev.weir.http1", "dev.weir.http2", "dev.weir.mux"),
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

    static final int MOST_TYPES = 24;
    /** The package that users import whole. */
    private static final Set<String> FLAT = Set.of("dev.weir.http.api");

    static final int MOST_LINES = 400;
    /** Modules that consist of tests, which may be longer. */
    private static final Set<String> TESTS = Set.of("tls-testkit");

    /** Javadoc that has its lines to itself. */
    private static final Pattern JAVADOC =
            Pattern.compile("^[ \\t]*/\\*\\*.*?\\*/[ \\t]*\\n", Pattern.MULTILINE | Pattern.DOTALL);

    /** A program's beginning. */
    private static final Pattern MAIN = Pattern.compile("\\bstatic void main\\(");

    /** A type that others may use, where exported; what is nested stands further in. */
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public\\s[\\w\\s-]*?(?:class|interface|enum|record)\\s+(\\w+)", Pattern.MULTILINE);

    /** Files that may use something banned: path and name of the ban, with the reason. */
    private static final Map<String, String> ALLOWED = Map.of();

    private ArchitectureRules() {}

    /** Modules require what DESIGN.md's table says, and nothing else. */
    static List<String> requires(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().forEach(folder -> {
            Set<String> allowed = REQUIRES.getOrDefault(folder, Set.of());
            for (Requires r : s.descriptor(folder).requires()) {
                if (r.isStatic()) {
                    // Annotations, which nothing needs at run time; and what a module has a use for where it is there.
                    if (!r.module().equals("org.jspecify") && !allowed.contains("static " + r.module())) {
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
    static List<String> names(Sources s) {
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
    static List<String> never(Sources s) {
        List<String> wrong = new ArrayList<>();
        NEVER.forEach((folder, packages) -> s.java(folder)
                .forEach(file -> file.references()
                        .forEach(reference -> packages.stream()
                                .filter(p -> reference.equals(p) || reference.startsWith(p + "."))
                                .forEach(p -> wrong.add(file.path() + ": names " + reference)))));
        return wrong;
    }

    /** No cycle between packages. */
    static List<String> cycles(Sources s) {
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
    static List<String> exports(Sources s) {
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

    /**
     * Exported types have names of their own: with {@code import module dev.weir} beside java.base, which every compact
     * source file imports, a name that two modules export can be used from neither.
     */
    static List<String> clashes(Sources s) {
        Map<String, String> taken = PlatformTypes.ofJavaBase();
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().forEach(folder -> {
            Set<String> open = new TreeSet<>();
            s.descriptor(folder).exports().stream()
                    .filter(e -> e.to().isEmpty())
                    .forEach(e -> open.add(e.packageName()));
            for (File file : s.java(folder)) {
                Matcher type = PUBLIC_TYPE.matcher(file.code());
                while (open.contains(file.packageName()) && type.find()) {
                    String name = file.packageName() + "." + type.group(1);
                    String other = taken.putIfAbsent(type.group(1), name);
                    if (other != null) {
                        wrong.add(file.path() + ": " + name + " has the simple name of " + other);
                    }
                }
            }
        });
        return wrong;
    }

    /** A package that is not exported belongs to its module alone, and one that is to some, to these. */
    static List<String> visibility(Sources s) {
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
    static List<String> types(Sources s) {
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

    /** A file does one job, and so is short, apart from its Javadoc. */
    static List<String> lines(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().stream()
                .filter(folder -> !TESTS.contains(folder))
                .forEach(folder -> s.java(folder).forEach(file -> {
                    long lines =
                            JAVADOC.matcher(file.text()).replaceAll("").lines().count();
                    if (lines > MOST_LINES) {
                        wrong.add(file.path() + ": " + lines + " lines");
                    }
                }));
        return wrong;
    }

    /**
     * Test code is in {@code src/main} only where another module requires it, or where it has a program. The sources
     * are those of main and test; the folders of what is not published begin with {@code testing/}.
     */
    static List<String> testCode(Sources s) {
        Set<String> required = new TreeSet<>();
        s.modules()
                .keySet()
                .forEach(folder ->
                        s.descriptors(folder).forEach(d -> d.requires().forEach(r -> required.add(r.module()))));
        List<String> wrong = new ArrayList<>();
        s.modules().keySet().stream()
                .filter(folder -> folder.startsWith("testing/"))
                .forEach(folder -> {
                    List<File> main = s.java(folder).stream()
                            .filter(f ->
                                    f.path().contains("/src/main/") && !f.path().endsWith("package-info.java"))
                            .toList();
                    boolean used = s.descriptors(folder).stream().anyMatch(d -> required.contains(d.name()));
                    boolean program =
                            main.stream().anyMatch(f -> MAIN.matcher(f.code()).find());
                    if (!used && !program) {
                        main.forEach(f -> wrong.add(f.path() + ": test code that no other module requires"));
                    }
                });
        return wrong;
    }

    /** Services are declared in descriptors; what the class path needs is made by the build. */
    static List<String> services(Sources s) {
        List<String> wrong = new ArrayList<>();
        s.modules()
                .values()
                .forEach(files -> files.stream()
                        .filter(f -> f.path().contains("META-INF/services"))
                        .forEach(f -> wrong.add(f.path())));
        return wrong;
    }

    static List<String> bans(Sources s) {
        List<String> wrong = new ArrayList<>();
        for (Ban ban : BANS) {
            Pattern pattern = Pattern.compile(ban.pattern());
            for (String folder : ban.folders()) {
                for (File file : s.java(folder)) {
                    if (!ALLOWED.containsKey(file.path() + " " + ban.name())) {
                        found(file, file.code(), pattern)
                                .forEach(l -> wrong.add(l + " (" + ban.name() + ": " + ban.why() + ")"));
                    }
                }
            }
        }
        return wrong;
    }

    /** Nothing is left to be done, and nothing but ASCII. */
    static List<String> leftovers(Sources s) {
        Pattern pattern = Pattern.compile("\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b|[^\\x00-\\x7f]|\\t|\\r");
        List<String> wrong = new ArrayList<>();
        s.modules()
                .values()
                .forEach(files -> files.stream()
                        .filter(f -> f.path().endsWith(".java"))
                        .forEach(f -> wrong.addAll(found(f, f.text(), pattern))));
        return wrong;
    }

    private static List<String> found(File file, String text, Pattern pattern) {
        List<String> all = new ArrayList<>();
        String[] lines = file.text().split("\n", -1);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int line = (int) text.substring(0, matcher.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            all.add(file.path() + ":" + (line + 1) + ": " + lines[line].strip());
        }
        return all;
    }
}
