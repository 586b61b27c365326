package dev.weir.tools.site;

import java.util.List;
import java.util.Map;

/** What stands around the content of each page. */
final class Template {
    private final List<Contents.Section> sections;
    private final Map<String, Page> pages;
    private final boolean api;

    Template(List<Contents.Section> sections, Map<String, Page> pages, boolean api) {
        this.sections = sections;
        this.pages = pages;
        this.api = api;
    }

    /** A page of the contents. */
    String page(Page page) {
        String kind = page.address().equals("index.html") ? " class=\"home\"" : "";
        return around(
                page.address(),
                page.title(),
                page.summary(),
                "<article" + kind + ">\n" + page.body() + neighbours(page) + "</article>",
                page);
    }

    /** A page besides, such as one of a source. */
    String plain(String address, String title, String body) {
        return around(address, title, "", "<article class=\"wide\">\n" + body + "</article>", null);
    }

    private String around(String address, String title, String summary, String body, Page page) {
        String up = Html.relative(address, "");
        String whole = title.equals("Weir") ? "Weir: a small HTTP server for Java" : title + " · Weir";
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="description" content="%s">
            <title>%s</title>
            <link rel="icon" href="%sicon.svg">
            <link rel="stylesheet" href="%sstyle.css">
            <script src="%ssearch.js" defer></script>
            <a class="skip" href="#content">Skip to the content</a>
            <header class="top">
            <a class="brand" href="%sindex.html"><img src="%sicon.svg" alt="" width="26" height="26">Weir</a>
            <a class="to-contents" href="#contents">Contents</a>
            <form id="search" role="search" hidden><input type="search" name="q" placeholder="Search" aria-label="Search"
             autocomplete="off"><div id="found" role="status"></div></form>
            </header>
            <div class="columns">
            <main id="content">
            %s</main>
            <nav id="contents" aria-label="Contents">
            %s</nav>
            </div>
            </html>
            """.formatted(
                        Html.escape(summary.length() > 200 ? summary.substring(0, 200) + " …" : summary),
                        Html.escape(whole),
                        up,
                        up,
                        up,
                        up,
                        up,
                        body,
                        contents(address, page));
    }

    /** All sections; of long ones the pages only where the reader is in one of them. */
    private String contents(String address, Page current) {
        StringBuilder html = new StringBuilder();
        for (Contents.Section section : sections) {
            boolean here = current != null && section.pages().contains(current.source());
            html.append("<h2>" + Html.escape(section.title()) + "</h2>\n<ul>\n");
            int shown = 0;
            for (String source : section.pages()) {
                Page page = pages.get(source);
                if (shown++ > 0 && section.pages().size() > 12 && !here) {
                    continue;
                }
                boolean self = page == current;
                html.append("<li><a href=\"" + Html.relative(address, page.address()) + "\""
                        + (self ? " aria-current=\"page\"" : "") + ">" + Html.escape(label(page)) + "</a>");
                if (self) {
                    headings(html, page);
                }
                html.append("</li>\n");
            }
            if (section.title().equals("Reference") && api) {
                html.append("<li><a href=\"" + Html.relative(address, "api/index.html")
                        + "\">The API (Javadoc)</a></li>\n");
            }
            html.append("</ul>\n");
        }
        return html.toString();
    }

    private static String label(Page page) {
        if (page.address().equals("index.html")) {
            return "What it is";
        }
        // What stands behind a colon explains the title; a list is read faster without.
        int colon = page.title().indexOf(": ");
        return colon < 0 ? page.title() : page.title().substring(0, colon);
    }

    private static void headings(StringBuilder html, Page page) {
        List<Page.Part> parts =
                page.parts().stream().filter(part -> part.level() == 2).toList();
        if (parts.size() < 2) {
            return;
        }
        html.append("<ul>");
        for (Page.Part part : parts) {
            html.append("<li><a href=\"#" + part.anchor() + "\">" + Html.escape(part.heading()) + "</a></li>");
        }
        html.append("</ul>");
    }

    private String neighbours(Page page) {
        List<String> order =
                sections.stream().flatMap(section -> section.pages().stream()).toList();
        int at = order.indexOf(page.source());
        StringBuilder html = new StringBuilder("<nav class=\"neighbours\" aria-label=\"Neighbours\">");
        if (at > 0) {
            html.append(neighbour(page, pages.get(order.get(at - 1)), "prev", "←"));
        }
        if (at + 1 < order.size()) {
            html.append(neighbour(page, pages.get(order.get(at + 1)), "next", "→"));
        }
        return html.append("</nav>\n").toString();
    }

    private static String neighbour(Page from, Page to, String relation, String arrow) {
        String text = Html.escape(label(to));
        return "<a rel=\"" + relation + "\" href=\"" + Html.relative(from.address(), to.address()) + "\">"
                + (relation.equals("prev") ? arrow + " " + text : text + " " + arrow) + "</a>";
    }
}
