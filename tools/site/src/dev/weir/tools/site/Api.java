package dev.weir.tools.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The types that modules export, and where their Javadoc is. They are those of the files in api/. */
final class Api {
    /** How many pages a type leads to. */
    private static final int MOST = 8;

    /** Where the links begin that Javadoc has at the top of its pages. */
    private static final String BAR = "<ul id=\"navbar-top-firstrow\" class=\"nav-list\" title=\"Navigation\">";

    private static final Pattern TYPE = Pattern.compile(
            "^([a-z][a-z0-9.]*)\\.([A-Z][A-Za-z0-9$]*): public .*\\b(?:class|interface|enum|record) .*",
            Pattern.MULTILINE);

    /** Its name without the package, with points, and the address below the folder of the API. */
    private final Map<String, String> addresses = new TreeMap<>();
    /** How often pages name a type, by its address. */
    private final Map<String, Map<String, Integer>> namedBy = new TreeMap<>();
    /** False where the site is made without Javadoc: nothing is linked then. */
    private final boolean there;

    Api(Path root, boolean there) throws IOException {
        this.there = there;
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(root.resolve("api"))) {
            all.filter(file -> file.toString().endsWith(".txt")).sorted().forEach(files::add);
        }
        for (Path file : files) {
            String module = file.getFileName().toString().replaceFirst("\\.txt$", "");
            Matcher types = TYPE.matcher(Files.readString(file));
            while (types.find()) {
                String name = types.group(2).replace('$', '.');
                addresses.putIfAbsent(name, module + "/" + types.group(1).replace('.', '/') + "/" + name + ".html");
            }
        }
    }

    boolean there() {
        return there;
    }

    Map<String, String> addresses() {
        return addresses;
    }

    /** The address of a type that a page names, such as {@code Uploads.Limits}; notes that it does. */
    Optional<String> link(String name, String page) {
        String address = there ? addresses.get(name) : null;
        if (address == null) {
            return Optional.empty();
        }
        if (page.startsWith("docs/") && !page.startsWith("docs/reference")) {
            namedBy.computeIfAbsent(address, _ -> new TreeMap<>()).merge(page, 1, Integer::sum);
        }
        return Optional.of("api/" + address);
    }

    /**
     * The address for a piece of code that begins with a type, such as {@code Uploads.read(r, limits)}: the longest name that is
     * one.
     */
    Optional<String> linkOf(String code, String page) {
        Matcher begin = Pattern.compile("^(?:new )?([A-Z][A-Za-z0-9]*(?:\\.[A-Z][A-Za-z0-9]*)*)(?![A-Za-z0-9_-])")
                .matcher(code);
        if (!begin.find()) {
            return Optional.empty();
        }
        String name = begin.group(1);
        while (!addresses.containsKey(name) && name.contains(".")) {
            name = name.substring(0, name.lastIndexOf('.'));
        }
        return link(name, page);
    }

    /** Writes into the Javadoc of each type, and of each package, which pages say most of it. */
    void linkBack(Path folder, Map<String, Page> pages) throws IOException {
        Map<String, Map<String, Integer>> places = new TreeMap<>(namedBy);
        namedBy.forEach((address, named) -> {
            Map<String, Integer> all = places.computeIfAbsent(
                    address.substring(0, address.lastIndexOf('/') + 1) + "package-summary.html", _ -> new TreeMap<>());
            named.forEach((page, times) -> all.merge(page, times, Integer::sum));
        });
        for (Map.Entry<String, Map<String, Integer>> entry : places.entrySet()) {
            Path file = folder.resolve(entry.getKey());
            if (!Files.exists(file)) {
                throw new IOException(
                        "no Javadoc at " + entry.getKey() + ": are the files in api/ older than the sources?");
            }
            String up = "../"
                    .repeat((int) entry.getKey().chars().filter(c -> c == '/').count() + 1);
            StringBuilder links = new StringBuilder("<section class=\"details\"><h2>In the guides</h2><ul>");
            entry.getValue().entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(MOST)
                    .map(named -> pages.get(named.getKey()))
                    .forEach(page -> links.append(
                            "<li><a href=\"" + up + page.address() + "\">" + Html.escape(page.title()) + "</a></li>"));
            String text = Files.readString(file);
            int end = text.lastIndexOf("</main>");
            if (end >= 0) {
                Files.writeString(file, text.substring(0, end) + links + "</ul></section>\n" + text.substring(end));
            }
        }
    }

    /** Puts the way back to the pages into the bar of each page of Javadoc. */
    void linkHome(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".html")).toList();
        }
        for (Path file : files) {
            String up = "../".repeat(folder.relativize(file).getNameCount());
            String text = Files.readString(file);
            int bar = text.indexOf(BAR);
            if (bar >= 0) {
                int end = bar + BAR.length();
                Files.writeString(
                        file,
                        text.substring(0, end) + "\n<li><a href=\"" + up + "index.html\">Guides</a></li>"
                                + text.substring(end));
            }
        }
    }
}
