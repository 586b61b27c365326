package dev.weir.tools.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The site for readers that are programs: a list of its pages, and all of them in one text. */
final class Texts {
    private Texts() {}

    /** The list, in the form of llmstxt.org. */
    static String list(List<Contents.Section> sections, Map<String, Page> pages) {
        StringBuilder text = new StringBuilder("# Weir\n\n"
                + "> A small HTTP server for Java 25: Go's model of handlers that may block, on threads that cost"
                + " little, made of modules that are picked one by one. HTTP/1.1, HTTP/2, TLS, WebSocket.\n\n"
                + "All pages in one text: [llms-full.txt](llms-full.txt)\n");
        for (Contents.Section section : sections) {
            text.append("\n## ").append(section.title()).append("\n\n");
            for (String source : section.pages()) {
                Page page = pages.get(source);
                int end = page.summary().indexOf(". ");
                String first = end < 0 ? page.summary() : page.summary().substring(0, end + 1);
                text.append("- [" + page.title() + "](" + page.address() + "): " + first + "\n");
            }
        }
        return text.toString();
    }

    /** All pages as they were written, one after the other. */
    static String whole(Path root, List<Contents.Section> sections) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Contents.Section section : sections) {
            for (String source : section.pages()) {
                text.append("<!-- " + source + " -->\n\n")
                        .append(Files.readString(root.resolve(source)).strip())
                        .append("\n\n");
            }
        }
        return text.toString();
    }
}
