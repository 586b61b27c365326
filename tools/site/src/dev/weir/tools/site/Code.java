package dev.weir.tools.site;

import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code as HTML: Java with its parts marked and its types linked, all else as it is. */
final class Code {
    private static final Pattern JAVA = Pattern.compile(
            "(?<comment>//[^\n"
                + "]*|/\\*.*?\\*/)|(?<string>\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n"
                + "])*\"|'(?:\\\\.|[^'\\\\\n"
                + "])*')"
                + "|(?<annotation>@[A-Za-z.]+)|(?<number>\\b[0-9][0-9_xXa-fA-FL]*\\b)|(?<word>[A-Za-z_$][A-Za-z0-9_$]*)",
            Pattern.DOTALL);
    private static final Set<String> KEYWORDS =
            Set.of(("abstract assert boolean break byte case catch char class continue default do double else enum"
                + " exports extends final finally float for if implements import instanceof int interface long module"
                + " native new null opens package permits private protected provides public record requires return"
                + " sealed short static super switch synchronized this throw throws to transient transitive true false"
                + " try uses var void volatile while with yield fun val")
                    .split(" "));

    private Code() {}

    /**
     * Marks code.
     *
     * @param language the first word of the fence, or an empty text
     * @param link the address for the name of a type, or null
     */
    static String mark(String code, String language, Function<String, String> link) {
        return switch (language) {
            case "java", "kotlin" -> java(code, link);
            case "http" -> http(code);
            default -> Html.escape(code);
        };
    }

    private static String java(String code, Function<String, String> link) {
        StringBuilder out = new StringBuilder();
        Matcher parts = JAVA.matcher(code);
        int end = 0;
        while (parts.find()) {
            out.append(Html.escape(code.substring(end, parts.start())));
            end = parts.end();
            String part = Html.escape(parts.group());
            String word = parts.group("word");
            if (parts.group("comment") != null) {
                span(out, "c", part);
            } else if (parts.group("string") != null) {
                span(out, "s", part);
            } else if (parts.group("annotation") != null) {
                span(out, "k", part);
            } else if (parts.group("number") != null) {
                span(out, "n", part);
            } else if (KEYWORDS.contains(word) && (word.equals("class") || !called(code, parts.start()))) {
                span(out, "k", part);
            } else {
                String address = Character.isUpperCase(word.charAt(0)) ? link.apply(word) : null;
                out.append(address == null ? part : "<a href=\"" + address + "\">" + part + "</a>");
            }
        }
        return out.append(Html.escape(code.substring(end))).toString();
    }

    /** Whether a name stands behind a point: there it is no keyword. */
    private static boolean called(String code, int at) {
        return at > 0 && code.charAt(at - 1) == '.';
    }

    /** Exchanges: what the client sends, and the head of what it gets. */
    private static String http(String code) {
        StringBuilder out = new StringBuilder();
        for (String line : code.split("\n", -1)) {
            String text = Html.escape(line);
            if (line.startsWith(">")) {
                span(out, "k", text);
            } else if (line.startsWith("< ") || line.startsWith("<< ")) {
                span(out, "n", text);
            } else {
                out.append(text);
            }
            out.append('\n');
        }
        return out.toString().stripTrailing() + "\n";
    }

    private static void span(StringBuilder out, String kind, String text) {
        out.append("<span class=\"" + kind + "\">").append(text).append("</span>");
    }
}
