package dev.weir.tools.site;

/** Text as HTML. */
final class Html {
    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The way from one page to another, both from the root of the site. */
    static String relative(String from, String to) {
        return "../".repeat((int) from.chars().filter(c -> c == '/').count()) + to;
    }
}
