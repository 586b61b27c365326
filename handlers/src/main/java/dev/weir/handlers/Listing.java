package dev.weir.handlers;

import dev.weir.http.api.Request;
import dev.weir.http.api.internal.Ascii;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
    static String page(FileListing listing, Request r, Path directory, int depth, boolean hidden) throws IOException {
        List<FileListing.Entry> entries = new ArrayList<>();
        boolean more = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith("/")) {
                    name = name.substring(0, name.length() - 1); // as archives have directories
                }
                if (!FileName.isValid(name) || !hidden && FileName.isHidden(name, depth)) {
                    continue;
                }
                if (entries.size() == MAX_NAMES) {
                    more = true;
                    break;
                }
                entries.add(entry(file, name));
            }
        }
        entries.sort(Comparator.comparing(FileListing.Entry::name));
        return listing.page(r, List.copyOf(entries), more);
    }

    /** One that has gone meanwhile, or may not be looked at, is listed all the same: its name is there. */
    private static FileListing.Entry entry(Path file, String name) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean directory = attributes.isDirectory();
            return new FileListing.Entry(
                    name,
                    directory,
                    directory ? 0 : attributes.size(),
                    attributes.lastModifiedTime().toInstant());
        } catch (IOException _) {
            return new FileListing.Entry(name, false, 0, Instant.EPOCH);
        }
    }

    /** The page without style. */
    static String plain(List<FileListing.Entry> entries, boolean more) {
        StringBuilder page = new StringBuilder("<!doctype html>\n<meta charset=\"utf-8\">\n");
        page.append("<title>Files</title>\n<ul>\n");
        for (FileListing.Entry entry : entries) {
            page.append("<li><a href=\"").append(entry.href()).append("\">");
            page.append(entry.html()).append("</a></li>\n");
        }
        return page.append(more ? "</ul>\n<p>and more</p>\n" : "</ul>\n").toString();
    }

    static void escape(StringBuilder page, String text) {
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

    /** Percent-encodes all but the unreserved characters (RFC 3986 section 2.3). */
    static void encode(StringBuilder page, String name) {
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (Ascii.isLetter(b) || Ascii.isDigit(b) || b == '-' || b == '.' || b == '_' || b == '~') {
                page.append((char) b);
            } else {
                Ascii.appendEscape(page, b);
            }
        }
    }
}
