package dev.weir.handlers;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends the client elsewhere (RFC 9110 section 15.4), with the request's query.
 *
 * <pre>{@code
 * mux.handle("/blog/", Redirect.prefix("/blog", "https://blog.example/posts").status(308));
 * }</pre>
 *
 * <p>Where to is the program's word alone: nothing in a request can name another host. What follows a prefix is added to
 * the target's path; it is 404 where it is not below the prefix, has an empty segment at its beginning, or a segment {@code .}
 * or {@code ..} in any spelling, which would lead out of the target.
 *
 * <p><b>Threads.</b> Immutable.
 */
public final class Redirect implements Handler {
    private final @Nullable PathPrefix prefix;
    private final String target;
    private final int status;
    private final boolean query;

    private Redirect(@Nullable PathPrefix prefix, String target, int status, boolean query) {
        this.prefix = prefix;
        this.target = target;
        this.status = status;
        this.query = query;
    }

    /**
     * Redirects every request to one place, with 307, which keeps method and content.
     *
     * @param target an absolute URL of {@code http} or {@code https}, or a path that begins with one slash;
     *     percent-encoded; may have a query, to which that of the request is added, and a fragment
     * @return the handler
     * @throws IllegalArgumentException where it is neither
     */
    public static Redirect to(String target) {
        return new Redirect(null, checked(target), Status.TEMPORARY_REDIRECT, true);
    }

    /**
     * Redirects what is below a prefix to the same below another, with 307: {@code /old/a?b} of the prefix {@code /old} and
     * the target {@code /new} to {@code /new/a?b}.
     *
     * @param prefix begins with a slash, percent-encoded; of the path as the handler sees it
     * @param target as for {@link #to}, but without query and fragment; a slash at its end means nothing
     * @return the handler
     * @throws IllegalArgumentException where one of them is malformed
     */
    public static Redirect prefix(String prefix, String target) {
        String place = checked(target);
        if (place.indexOf('?') >= 0 || place.indexOf('#') >= 0) {
            throw new IllegalArgumentException("a path is to be added to it, so no query and no fragment: " + target);
        }
        String without = place.endsWith("/") ? place.substring(0, place.length() - 1) : place;
        return new Redirect(PathPrefix.parse(prefix), without, Status.TEMPORARY_REDIRECT, true);
    }

    /**
     * Returns a copy with another status.
     *
     * @param code 301 or 308 for good, which clients keep; 302 or 307 for now; 303 for a GET of another thing
     * @return the copy
     * @throws IllegalArgumentException for any other
     */
    public Redirect status(int code) {
        switch (code) {
            case 301, 302, 303, 307, 308 -> {
                return new Redirect(prefix, target, code, query);
            }
            default -> throw new IllegalArgumentException("301, 302, 303, 307 or 308, not " + code);
        }
    }

    /**
     * Returns a copy that drops the query of the request.
     *
     * @return the copy
     */
    public Redirect withoutQuery() {
        return new Redirect(prefix, target, status, false);
    }

    /**
     * Redirects.
     *
     * @param w the response
     * @param r the request
     * @throws HttpError 404 where the path is not below the prefix, or leads out of it
     */
    @Override
    public void serve(ResponseWriter w, Request r) {
        StringBuilder location = new StringBuilder(target);
        if (prefix != null) {
            int length = prefix.lengthIn(r.rawPath());
            if (length < 0 || climbs(r.rawPath(), length)) {
                throw HttpError.notFound();
            }
            append(location, r.rawPath(), length);
            if (location.isEmpty()) {
                location.append('/');
            }
        }
        if (query && !r.query().isEmpty()) {
            int hash = location.indexOf("#");
            String fragment = hash < 0 ? "" : location.substring(hash);
            location.setLength(hash < 0 ? location.length() : hash);
            location.append(location.indexOf("?") < 0 ? '?' : '&');
            append(location, r.query(), 0);
            location.append(fragment);
        }
        w.status(status).header("Location", location.toString());
    }

    /** Returns whether a segment goes up, or stays: what a client makes of it is not below the target any more. */
    private static boolean climbs(String path, int start) {
        for (int at = start; at < path.length(); ) {
            int slash = path.indexOf('/', at + 1);
            int end = slash < 0 ? path.length() : slash;
            String segment = FilePath.decode(path, at + 1, end);
            // Clients take a backslash for a slash, even one that is escaped once it was decoded on the way.
            if (segment == null || segment.equals(".") || segment.equals("..") || segment.indexOf('\\') >= 0) {
                return true;
            }
            at = end;
        }
        return false;
    }

    /** Appends what the client has written, with all that is not of a URL percent-encoded (RFC 3986 section 2). */
    private static void append(StringBuilder location, String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\\\"<>^`{|}#".indexOf(c) >= 0) {
                Ascii.appendEscape(location, c);
            } else {
                location.append(c);
            }
        }
    }

    private static String checked(String target) {
        Objects.requireNonNull(target, "target");
        String lower = Ascii.lower(target);
        boolean path = target.startsWith("/") && !target.startsWith("//");
        int scheme = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : 0;
        boolean url = scheme > 0 && target.length() > scheme && "/?#".indexOf(target.charAt(scheme)) < 0;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\') {
                path = false;
                url = false;
            }
        }
        if (!path && !url) {
            throw new IllegalArgumentException(
                    "a target is a URL of http or https or a path with one slash first, percent-encoded: " + target);
        }
        return target;
    }
}
