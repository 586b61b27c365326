package dev.weir.tools.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes the site out of the pages in docs/: static files, which need no server and no script to be read.
 *
 * <p>{@code Site ROOT OUT [--api]}: with {@code --api} the Javadoc lies in OUT/api already. It fails where a link leads nowhere.
 */
public final class Site {
    private Site() {}

    /**
     * Makes it.
     *
     * @param args the tree, the folder for the site, and the option
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).toRealPath();
        Path out = Path.of(args[1]).toAbsolutePath().normalize();
        boolean withApi = args.length > 2 && args[2].equals("--api");
        Path tool = root.resolve("tools/site");

        List<Contents.Section> sections = Contents.read(root, tool.resolve("contents.txt"));
        List<String> names =
                sections.stream().flatMap(section -> section.pages().stream()).toList();
        Api api = new Api(root, withApi);
        Sources sources = new Sources(root);
        Renderer renderer = new Renderer(root, api, java.util.Set.copyOf(names), sources);
        Map<String, Page> pages = new LinkedHashMap<>();
        for (String name : names) {
            pages.put(name, renderer.render(name, Files.readString(root.resolve(name))));
        }

        Template template = new Template(sections, pages, withApi);
        for (Page page : pages.values()) {
            Path file = out.resolve(page.address());
            Files.createDirectories(file.getParent());
            Files.writeString(file, template.page(page));
        }
        sources.write(out, template, api);
        copy(tool.resolve("theme"), out);
        Files.writeString(out.resolve("search-index.js"), SearchIndex.of(pages.values(), api));
        Files.writeString(out.resolve("llms.txt"), Texts.list(sections, pages));
        Files.writeString(out.resolve("llms-full.txt"), Texts.whole(root, sections));
        if (withApi) {
            api.linkBack(out.resolve("api"), pages);
            api.linkHome(out.resolve("api"));
        }

        List<String> broken = Links.broken(out);
        broken.forEach(link -> System.err.println("weir site: a link leads nowhere: " + link));
        System.out.println(
                out.resolve("index.html") + ": " + pages.size() + " pages, " + broken.size() + " broken links");
        System.exit(broken.isEmpty() ? 0 : 1);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
