package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nothing that is exported is a secret: each type and each method is named on a page that names its type, or has an example in
 * the Javadoc of its type. What is exported is in the files of api/, which another test holds to the code.
 */
class ApiCoverageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9.]*)\\.([A-Z][A-Za-z0-9$]*): (.*)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>.*?</pre>|\\{@snippet.*?\\n \\* *\\}", Pattern.DOTALL);
    /** A row of a table of docs/reference: a type, what it is, what it has. */
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z][A-Za-z.0-9]*)` \\| (?:.*) \\| (.*?) ?\\|");

    /** What every type has. */
    private static final Set<String> USUAL = Set.of("equals", "hashCode", "toString", "valueOf", "values", "compareTo");

    /** The methods and constants of each type, by its name with dots; and all types, by their package and name. */
    private static final Map<String, Set<String>> MEMBERS = new TreeMap<>();

    private static final Map<String, Set<String>> METHODS = new TreeMap<>();

    @BeforeAll
    static void readApi() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("api"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher found = LINE.matcher(line);
                    if (found.matches()) {
                        member(found.group(1), found.group(2), found.group(3));
                    }
                }
            }
        }
    }

    private static void member(String inPackage, String type, String declaration) {
        Set<String> methods = METHODS.computeIfAbsent(inPackage + "." + type, _ -> new TreeSet<>());
        Set<String> members = MEMBERS.computeIfAbsent(type.replace('$', '.'), _ -> new TreeSet<>());
        Matcher method = Pattern.compile("\\." + Pattern.quote(type) + "\\.([A-Za-z0-9_]+)(\\(?)")
                .matcher(declaration);
        while (method.find()) {
            members.add(method.group(1));
            if (!method.group(2).isEmpty() && !USUAL.contains(method.group(1))) {
                methods.add(method.group(1));
            }
        }
    }

    @Test
    void everythingIsNamedSomewhere() throws IOException {
        List<Set<String>> pages = new ArrayList<>();
        for (Path page : DocsTest.pages()) {
            pages.add(words(Files.readString(page)));
        }
        List<String> secrets = new ArrayList<>();
        METHODS.forEach((type, methods) -> {
            String name = type.substring(type.lastIndexOf('.') + 1);
            String outer = name.replaceFirst("\\$.*", "");
            String inner = name.substring(name.lastIndexOf('$') + 1);
            List<Set<String>> where = pages.stream()
                    .filter(words -> words.contains(outer) && words.contains(inner))
                    .toList();
            Set<String> examples = examples(type.replaceFirst("\\$.*", ""));
            if (where.isEmpty() && examples.isEmpty()) {
                secrets.add(type);
            }
            for (String method : methods) {
                if (!examples.contains(method) && where.stream().noneMatch(words -> words.contains(method))) {
                    secrets.add(type + "." + method);
                }
            }
        });
        if (Boolean.getBoolean("weir.reference.write")) {
            write(secrets);
        }
        assertTrue(METHODS.size() > 150, () -> "what is tested here has gone");
        assertEquals(
                List.of(),
                secrets,
                () -> "no page has these: say what they are for on the page of their subject, or at least in the row"
                        + " of their type in docs/reference/ (-Dweir.reference.write=true puts methods there)");
    }

    /** Puts methods into the rows of their types, which are there. */
    private static void write(List<String> secrets) throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/reference"))) {
            for (Path page : pages.toList()) {
                String text = Files.readString(page);
                String written = text;
                for (String secret : secrets) {
                    int dot = secret.lastIndexOf('.');
                    String type = secret.substring(secret.lastIndexOf('.', dot - 1) + 1, dot);
                    String row = "(\\| `" + type.replace('$', '.') + "` \\| .* \\|)(.*?) *\\|\n";
                    String added = "`" + secret.substring(dot + 1) + "`";
                    Matcher found = Pattern.compile(row).matcher(written);
                    if (found.find()) {
                        String before = found.group(2).isBlank() ? " " : found.group(2) + ", ";
                        written = written.substring(0, found.start()) + found.group(1) + before + added + " |\n"
                                + written.substring(found.end());
                    }
                }
                if (!written.equals(text)) {
                    Files.writeString(page, written);
                }
            }
        }
    }

    /** The tables of docs/reference name nothing that is not there. */
    @Test
    void theReferenceHasNothingThatIsGone() throws IOException {
        List<String> gone = new ArrayList<>();
        int rows = 0;
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/reference"))) {
            for (Path page : pages.sorted().toList()) {
                Matcher row = ROW.matcher(Files.readString(page));
                while (row.find()) {
                    rows++;
                    Set<String> members = MEMBERS.getOrDefault(row.group(1), Set.of());
                    if (!MEMBERS.containsKey(row.group(1))) {
                        gone.add(page.getFileName() + ": " + row.group(1));
                    }
                    for (String name : words(row.group(2))) {
                        if (!members.contains(name)) {
                            gone.add(page.getFileName() + ": " + row.group(1) + "." + name);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), gone);
        assertTrue(rows > 150, "the rows are of another form");
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }

    /** The words of the examples in the Javadoc of a file. */
    private static Set<String> examples(String type) {
        String file = "src/main/java/" + type.replace('.', '/') + ".java";
        try (Stream<Path> folders = Files.list(ROOT)) {
            Path source = folders.map(folder -> folder.resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no source of " + type));
            Set<String> words = new HashSet<>();
            Matcher example = EXAMPLE.matcher(Files.readString(source));
            while (example.find()) {
                words.addAll(words(example.group()));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
