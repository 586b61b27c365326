package dev.weir.handlers;

import dev.weir.http.api.internal.Ascii;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The page that lists a directory. */
final class Listing {
    /** More names make a page of no use, and cost memory to sort. */
    private static final int MAX_NAMES = 10_000;

    private Listing() {}

    /**
     * Makes the page.
     *
     * @param directory where the names come from
     * @param depth how many names lead to it from the root
     * @param hidden whether names may begin with a dot
     * @return HTML, to be sent as UTF-8
     */
    static String page(Path directory, int depth, boolean hidden) throws IOException {
        List<String> names = new ArrayList<>();
        boolean more = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!FileName.isValid(name) || !hidden && FileName.isHidden(name, depth)) {
                    continue;
                }
                if (names.size() == MAX_NAMES) {
                    more = true;
                    break;
                }
                names.add(Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? name + "/" : name);
            }
        }
        Collections.sort(names);
        StringBuilder page = new StringBuilder("<!doctype html>\n<meta charset=\"utf-8\">\n");
        page.append("<title>Files</title>\n<ul>\n");
        for (String name : names) {
            // The dot keeps a name with a colon from being taken for a scheme.
            page.append("<li><a href=\"./");
            encode(page, name);
            page.append("\">");
            escape(page, name);
            page.append("</a></li>\n");
        }
        return page.append(more ? "</ul>\n<p>and more</p>\n" : "</ul>\n").toString();
    }

    private static void escape(StringBuilder page, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> page.append("&amp;");
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(c);
            }
        }
    }

    /** Percent-encodes all but the unreserved characters and the slash after a directory (RFC 3986 section 2.3). */
    private static void encode(StringBuilder page, String name) {
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (Ascii.isLetter(b) || Ascii.isDigit(b) || b == '-' || b == '.' || b == '_' || b == '~' || b == '/') {
                page.append((char) b);
            } else {
                Ascii.appendEscape(page, b);
            }
        }
    }
}
