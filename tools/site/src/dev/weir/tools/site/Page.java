package dev.weir.tools.site;

import java.util.List;

/**
 * A page of the site.
 *
 * @param source where its Markdown is in the tree
 * @param address where it lies on the site
 * @param title its first heading
 * @param summary the first sentences below it, as text
 * @param body its HTML
 * @param parts its sections, for the search
 */
record Page(String source, String address, String title, String summary, String body, List<Part> parts) {
    /** A section: the heading, its level and anchor, and the text below it. */
    record Part(int level, String anchor, String heading, String text) {}
}
