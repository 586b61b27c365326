package dev.weir.handlers;

import dev.weir.http.api.Request;
import java.time.Instant;
import java.util.List;

/**
 * Makes the page that lists a directory, for {@link FileServer.Builder#listing(FileListing)}.
 *
 * <p><b>Threads.</b> Must be thread-safe.
 */
@FunctionalInterface
public interface FileListing {
    /**
     * A file or directory.
     *
     * @param name its name, which may hold any characters
     * @param directory whether it is a directory
     * @param size its size in bytes; 0 for a directory
     * @param modified when it last changed
     */
    record Entry(String name, boolean directory, long size, Instant modified) {
        /**
         * Returns where it is, to be put into an {@code href} as it is.
         *
         * @return relative to the page and percent-encoded, with a slash at the end of a directory's
         */
        public String href() {
            // The dot keeps a name with a colon from being taken for a scheme.
            StringBuilder text = new StringBuilder("./");
            Listing.encode(text, name);
            return directory ? text.append('/').toString() : text.toString();
        }

        /**
         * Returns its name, to be put into HTML as it is.
         *
         * @return the name with the characters of markup escaped, with a slash at the end of a directory's
         */
        public String html() {
            StringBuilder text = new StringBuilder();
            Listing.escape(text, name);
            return directory ? text.append('/').toString() : text.toString();
        }
    }

    /**
     * Makes a page.
     *
     * @param r the request; {@link Request#path} is the directory's as far as it is known here
     * @param entries what is in it, by name, without those that are not served
     * @param more whether there are more, as only 10,000 are given
     * @return HTML, sent as UTF-8
     */
    String page(Request r, List<Entry> entries, boolean more);
}
