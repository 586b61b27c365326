package dev.weir.tools.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the tree that pages link to: pictures as they are, sources as pages, folders as lists. */
final class Sources {
    private static final Set<String> PICTURES = Set.of("png", "svg", "jpg", "webp");
    private static final Set<String> SKIPPED = Set.of("target", ".git");

    private final Path root;
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Deque<String> waiting = new ArrayDeque<>();

    Sources(Path root) {
        this.root = root;
    }

    /** Takes a file or a folder, and says where it will lie. */
    String add(String name) {
        return addresses.computeIfAbsent(name, _ -> {
            waiting.add(name);
            if (Files.isDirectory(root.resolve(name))) {
                return "source/" + name + "/index.html";
            }
            if (isPicture(name)) {
                return name.startsWith("docs/") ? name.substring(5) : name;
            }
            return "source/" + name + ".html";
        });
    }

    private static boolean isPicture(String name) {
        return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Writes all that were taken. */
    void write(Path out, Template template, Api api) throws IOException {
        while (!waiting.isEmpty()) {
            String name = waiting.remove();
            String address = addresses.get(name);
            Path file = root.resolve(name);
            Path to = out.resolve(address);
            Files.createDirectories(to.getParent());
            if (Files.isDirectory(file)) {
                Files.writeString(to, template.plain(address, name, list(name, address)));
            } else if (isPicture(name)) {
                Files.copy(file, to);
            } else {
                String language = name.endsWith(".java") ? "java" : "";
                String code = Code.mark(
                        Files.readString(file),
                        language,
                        type -> api.there() && api.addresses().containsKey(type)
                                ? Html.relative(
                                        address, "api/" + api.addresses().get(type))
                                : null);
                Files.writeString(
                        to,
                        template.plain(
                                address,
                                name,
                                "<h1>" + Html.escape(name) + "</h1><pre tabindex=\"0\"><code>" + code
                                        + "</code></pre>"));
            }
        }
    }

    private String list(String name, String address) {
        StringBuilder html = new StringBuilder("<h1>" + Html.escape(name) + "</h1><ul>");
        try (Stream<Path> files = Files.walk(root.resolve(name))) {
            List<Path> all = files.filter(Files::isRegularFile)
                    .filter(file -> {
                        for (Path part : root.relativize(file)) {
                            if (SKIPPED.contains(part.toString())) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .sorted()
                    .toList();
            for (Path file : all) {
                String child = root.relativize(file).toString().replace('\\', '/');
                html.append("<li><a href=\"" + Html.relative(address, add(child)) + "\">"
                        + Html.escape(child.substring(name.length() + 1)) + "</a>");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return html.append("</ul>").toString();
    }
}
