package dev.weir.conformance.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of modules, as far as {@link ArchitectureRules} need to understand them. */
record Sources(Map<String, List<Sources.File>> modules) {
    private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
    private static final Pattern REFERENCE =
            Pattern.compile("\\bdev\\.weir(?:\\.[a-z][a-z0-9]*)+(?=\\s*\\.\\s*[A-Z*])");
    private static final Pattern MODULE_NAME = Pattern.compile("\\bmodule\\s+([\\w.]+)\\s*\\{");
    private static final Pattern REQUIRES =
            Pattern.compile("\\brequires\\s+((?:(?:transitive|static)\\s+)*)([\\w.]+)\\s*;");
    private static final Pattern EXPORTS = Pattern.compile("\\bexports\\s+([\\w.]+)(?:\\s+to\\s+([\\w.,\\s]+))?\\s*;");
    private static final Pattern PROVIDES = Pattern.compile("\\bprovides\\s+[\\w.]+\\s+with\\s+([\\w.,\\s]+);");

    /**
     * A source file.
     *
     * @param path within the folder of its module
     * @param text as it stands
     */
    record File(String path, String text) {
        /** The text with comments and literals blanked out, line by line as before. */
        String code() {
            return blank(text);
        }

        boolean isDescriptor() {
            return path.endsWith("module-info.java");
        }

        String packageName() {
            Matcher found = PACKAGE.matcher(code());
            return found.find() ? found.group(1) : "";
        }

        /** The packages of Weir's own that are named, by import or in full; not its own. */
        Set<String> references() {
            Set<String> packages = new LinkedHashSet<>();
            Matcher found = REFERENCE.matcher(code());
            while (found.find()) {
                packages.add(found.group());
            }
            packages.remove(packageName());
            return packages;
        }
    }

    record Requires(String module, boolean isTransitive, boolean isStatic) {}

    /** @param to empty when the package is exported to everyone */
    record Exports(String packageName, List<String> to) {}

    /** What a descriptor says; providers by their simple names. */
    record Descriptor(String name, List<Requires> requires, List<Exports> exports, Set<String> providers) {
        static Descriptor of(File file) {
            String code = file.code();
            Matcher named = MODULE_NAME.matcher(code);
            List<Requires> requires = new ArrayList<>();
            Matcher r = REQUIRES.matcher(code);
            while (r.find()) {
                requires.add(new Requires(
                        r.group(2),
                        r.group(1).contains("transitive"),
                        r.group(1).contains("static")));
            }
            List<Exports> exports = new ArrayList<>();
            Matcher e = EXPORTS.matcher(code);
            while (e.find()) {
                exports.add(new Exports(e.group(1), e.group(2) == null ? List.of() : names(e.group(2))));
            }
            Set<String> providers = new LinkedHashSet<>();
            for (String list : all(PROVIDES, code)) {
                names(list).forEach(name -> providers.add(name.substring(name.lastIndexOf('.') + 1)));
            }
            return new Descriptor(named.find() ? named.group(1) : "", requires, exports, providers);
        }

        private static List<String> names(String list) {
            return Stream.of(list.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
    }

    /**
     * The sources of these folders.
     *
     * @param below where to look in each of them, as {@code src/main}
     */
    static Sources read(Path root, List<String> folders, String below) throws IOException {
        Map<String, List<File>> modules = new LinkedHashMap<>();
        for (String folder : folders) {
            List<File> files = new ArrayList<>();
            Path main = root.resolve(folder).resolve(below);
            try (Stream<Path> all = Files.walk(main)) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    files.add(new File(
                            root.relativize(file).toString().replace('\\', '/'),
                            Files.readString(file, StandardCharsets.ISO_8859_1)));
                }
            }
            modules.put(folder, files);
        }
        return new Sources(modules);
    }

    /** One module out of texts, for the tests of the rules; a path and a text by turns. */
    static Sources of(String folder, String... pathsAndTexts) {
        List<File> files = new ArrayList<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.add(new File(folder + "/src/main/java/" + pathsAndTexts[i], pathsAndTexts[i + 1]));
        }
        return new Sources(Map.of(folder, files));
    }

    /** These and others. */
    Sources and(Sources more) {
        Map<String, List<File>> all = new LinkedHashMap<>(modules);
        all.putAll(more.modules);
        return new Sources(all);
    }

    List<File> java(String folder) {
        return modules.getOrDefault(folder, List.of()).stream()
                .filter(f -> f.path().endsWith(".java") && !f.isDescriptor())
                .toList();
    }

    /** The descriptors of a module: its own, and that of its tests. */
    List<Descriptor> descriptors(String folder) {
        return modules.get(folder).stream()
                .filter(File::isDescriptor)
                .map(Descriptor::of)
                .toList();
    }

    Descriptor descriptor(String folder) {
        return modules.get(folder).stream()
                .filter(File::isDescriptor)
                .map(Descriptor::of)
                .findFirst()
                .orElse(new Descriptor("", List.of(), List.of(), Set.of()));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Blanks out comments and literals. */
    static String blank(String text) {
        StringBuilder code = new StringBuilder(text);
        int i = 0;
        while (i < text.length()) {
            int end = endOfToken(text, i);
            if (end > i) {
                for (int k = i; k < end; k++) {
                    if (code.charAt(k) != '\n') {
                        code.setCharAt(k, ' ');
                    }
                }
                i = end;
            } else {
                i++;
            }
        }
        return code.toString();
    }

    /** Where a comment or literal that begins here ends; the same place when none does. */
    private static int endOfToken(String text, int at) {
        if (text.startsWith("//", at)) {
            return orLength(text.indexOf('\n', at), text);
        }
        if (text.startsWith("/*", at)) {
            return orLength(text.indexOf("*/", at + 2) + 2, text);
        }
        if (text.startsWith("\"\"\"", at)) {
            return orLength(text.indexOf("\"\"\"", at + 3) + 3, text);
        }
        char quote = text.charAt(at);
        if (quote != '"' && quote != '\'') {
            return at;
        }
        int i = at + 1;
        while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, text.length());
    }

    private static int orLength(int found, String text) {
        return found < 3 ? text.length() : found;
    }
}
