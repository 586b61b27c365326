package dev.weir.tools.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Follows every link of the site that leads to the site. */
final class Links {
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile("\\bid=\"([^\"]*)\"");

    private Links() {}

    /** The links that lead nowhere, each with its page. Javadoc has looked at its own. */
    static List<String> broken(Path out) throws IOException {
        List<Path> pages;
        try (Stream<Path> all = Files.walk(out)) {
            pages = all.filter(file -> file.toString().endsWith(".html"))
                    .filter(file -> !out.relativize(file).startsWith("api"))
                    .sorted()
                    .toList();
        }
        Map<Path, Set<String>> anchors = new HashMap<>();
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            Matcher references = REFERENCE.matcher(Files.readString(page));
            while (references.find()) {
                String reference = references.group(1).replace("&amp;", "&");
                if (reference.contains("://") || reference.startsWith("mailto:") || reference.equals("#")) {
                    continue;
                }
                int hash = reference.indexOf('#');
                String file = hash < 0 ? reference : reference.substring(0, hash);
                Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
                if (!Files.isRegularFile(target)) {
                    broken.add(out.relativize(page) + ": " + reference);
                } else if (hash >= 0 && target.toString().endsWith(".html")) {
                    Set<String> there = anchors.get(target);
                    if (there == null) {
                        there = ids(target);
                        anchors.put(target, there);
                    }
                    if (!there.contains(reference.substring(hash + 1))) {
                        broken.add(out.relativize(page) + ": " + reference);
                    }
                }
            }
        }
        return broken;
    }

    private static Set<String> ids(Path page) throws IOException {
        Set<String> ids = new HashSet<>();
        Matcher found = ID.matcher(Files.readString(page));
        while (found.find()) {
            ids.add(found.group(1));
        }
        return ids;
    }
}
