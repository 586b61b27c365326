package dev.weir.tools.site;

import java.util.Collection;

/** What the search looks through: a script with one array, as a page that is a file can load nothing else. */
final class SearchIndex {
    private SearchIndex() {}

    /** Each section of each page, and each type: address, page, heading, text. */
    static String of(Collection<Page> pages, Api api) {
        StringBuilder js = new StringBuilder("window.weirIndex=[");
        for (Page page : pages) {
            for (Page.Part part : page.parts()) {
                String heading = part.level() == 1 ? "" : part.heading();
                String anchor = part.level() == 1 ? "" : "#" + part.anchor();
                entry(js, page.address() + anchor, page.title(), heading, part.text());
            }
        }
        if (api.there()) {
            api.addresses()
                    .forEach((name, address) ->
                            entry(js, "api/" + address, name, "", "API " + address.substring(0, address.indexOf('/'))));
        }
        return js.append("];\n").toString();
    }

    private static void entry(StringBuilder js, String... texts) {
        js.append(js.charAt(js.length() - 1) == '[' ? "[" : ",\n[");
        for (int i = 0; i < texts.length; i++) {
            js.append(i == 0 ? "" : ",").append(quote(texts[i]));
        }
        js.append(']');
    }

    private static String quote(String text) {
        StringBuilder js = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> js.append('\\').append(c);
                case '<', '\u2028', '\u2029' -> js.append("\\u").append(String.format("%04x", (int) c));
                default -> js.append(c < ' ' ? ' ' : c);
            }
        }
        return js.append('"').toString();
    }
}
