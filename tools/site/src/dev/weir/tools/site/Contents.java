package dev.weir.tools.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which pages the site has, and in which order. */
final class Contents {
    /** A part of the site. */
    record Section(String title, List<String> pages) {}

    private Contents() {}

    /** Reads the file that lists them. What it names and is not there is left out; what it does not name comes last. */
    static List<Section> read(Path root, Path file) throws IOException {
        Set<String> all = new LinkedHashSet<>();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md"))
                    .map(page -> root.relativize(page).toString().replace('\\', '/'))
                    .sorted()
                    .forEach(all::add);
        }
        List<Section> sections = new ArrayList<>();
        Set<String> named = new LinkedHashSet<>();
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        lines.stream().filter(line -> line.startsWith("  ")).forEach(line -> named.add(line.strip()));
        for (String line : lines) {
            if (!line.startsWith("  ")) {
                sections.add(new Section(line.strip(), new ArrayList<>()));
                continue;
            }
            List<String> pages = sections.getLast().pages();
            String page = line.strip();
            if (page.endsWith("/*")) {
                String folder = page.substring(0, page.length() - 1);
                all.stream()
                        .filter(name -> name.startsWith(folder) && !named.contains(name))
                        .forEach(pages::add);
            } else if (Files.exists(root.resolve(page))) {
                pages.add(page);
            }
        }
        sections.forEach(section -> all.removeAll(section.pages()));
        if (!all.isEmpty()) {
            sections.add(new Section("More", List.copyOf(all)));
        }
        return sections.stream().filter(section -> !section.pages().isEmpty()).toList();
    }

    /** Where a page of the tree lies on the site: what is in docs/ lies at its root. */
    static String address(String page) {
        if (page.equals("README.md")) {
            return "index.html";
        }
        String name = page.startsWith("docs/")
                ? page.substring(5)
                : page.contains("/") ? page : page.toLowerCase(java.util.Locale.ROOT);
        return name.substring(0, name.length() - 3) + ".html";
    }
}
