package dev.weir.middleware;

import dev.weir.http.api.Commit;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.middleware.internal.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says how long answers may be kept, by their path or their type, where the handler has not: {@code Cache-Control}
 * (RFC 9111 section 5.2).
 *
 * <pre>{@code
 * Middleware cache = CachePolicy.builder()
 *         .hashed("/assets/")
 *         .path("/assets/", "public, max-age=3600")
 *         .type("text/html", "no-cache")
 *         .errorsNotStored()
 *         .build();
 * }</pre>
 *
 * <p>The rules are asked in the order in which they were added, and the first that fits says it. They are for GET and
 * HEAD, with the statuses 200, 203, 204, 206, 300, 301, 304 and 308. A 304 has no type, so only rules for a path fit
 * it; what a cache has stays. Answers that set a cookie, or are to a request with {@code Authorization}, are
 * somebody's own: no rule is for them.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class CachePolicy implements Middleware {
    /** For a name under which content never changes: a year, and no question whether it has. */
    public static final String IMMUTABLE = "public, max-age=31536000, immutable";

    private static final String FIELD = "Cache-Control";
    private static final int SHORTEST_HASH = 8;

    /** A rule for a path, or else for a type. */
    private static final class Rule {
        final @Nullable PathPattern path;
        final boolean hashed;
        final String type;
        final String value;

        Rule(@Nullable PathPattern path, boolean hashed, String type, String value) {
            this.path = path;
            this.hashed = hashed;
            this.type = type;
            this.value = value;
        }
    }

    private final List<Rule> rules;
    private final boolean errorsNotStored;

    private CachePolicy(Builder b) {
        rules = List.copyOf(b.rules);
        errorsNotStored = b.errorsNotStored;
    }

    /**
     * Begins without any rule.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            w.onCommit(head -> apply(head, r));
            next.serve(w, r);
        };
    }

    private void apply(Commit head, Request r) {
        Headers fields = head.headers();
        if (fields.contains(FIELD)) {
            return;
        }
        if (head.status() >= 400) {
            if (errorsNotStored) {
                fields.set(FIELD, "no-store");
            }
        } else if (isKept(head.status())
                && (r.method().equals("GET") || r.method().equals("HEAD"))
                && !fields.contains("Set-Cookie")
                && !r.headers().contains("Authorization")) {
            String value = value(PathPattern.plainPath(r), fields.get("Content-Type"));
            if (value != null) {
                fields.set(FIELD, value);
            }
        }
    }

    private static boolean isKept(int status) {
        return switch (status) {
            case 200, 203, 204, 206, 300, 301, 304, 308 -> true;
            default -> false;
        };
    }

    private @Nullable String value(@Nullable String path, @Nullable String type) {
        String essence = type == null ? "" : essence(type);
        for (Rule rule : rules) {
            boolean fits = rule.path == null
                    ? essence.equals(rule.type) || rule.type.endsWith("*") && essence.startsWith(stem(rule.type))
                    : path != null && rule.path.matches(path) && (!rule.hashed || isHashed(path));
            if (fits) {
                return rule.value;
            }
        }
        return null;
    }

    private static String essence(String type) {
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static String stem(String range) {
        return range.substring(0, range.length() - 1);
    }

    /** Whether a part of the name, between dots or hyphens and before its ending, looks like a hash. */
    private static boolean isHashed(String path) {
        int last = path.lastIndexOf('.');
        int start = path.lastIndexOf('/') + 1;
        boolean first = true;
        for (int at = start; at < last; ) {
            int end = at;
            boolean letter = false;
            boolean digit = false;
            boolean other = false;
            for (; end < last && path.charAt(end) != '.' && path.charAt(end) != '-'; end++) {
                char c = path.charAt(end);
                boolean isDigit = c >= '0' && c <= '9';
                boolean isLetter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
                digit |= isDigit;
                letter |= isLetter;
                other |= !isDigit && !isLetter && c != '_';
            }
            if (!first && end - at >= SHORTEST_HASH && letter && digit && !other) {
                return true;
            }
            first = false;
            at = end + 1;
        }
        return false;
    }

    /** Settings of {@link CachePolicy}. Not thread-safe. */
    public static final class Builder {
        private final List<Rule> rules = new ArrayList<>();
        private boolean errorsNotStored;

        private Builder() {}

        /**
         * Adds a rule for paths.
         *
         * @param pattern {@code /path} for one, {@code /folder/} for all below it, {@code *.ext} for an ending; of
         *     the decoded path as the handlers within get it. One with {@code //}, dot segments or an encoded slash
         *     fits no pattern
         * @param value of {@code Cache-Control}
         * @return this
         * @throws IllegalArgumentException where the pattern has another form, or the value is empty or cannot be a
         *     field's
         */
        public Builder path(String pattern, String value) {
            return add(new Rule(PathPattern.of(pattern), false, "", checked(value)));
        }

        /**
         * Adds a rule for files whose names have a hash of their content, as build tools make them:
         * {@link #IMMUTABLE}. A hash is a part behind a dot or hyphen and before the ending, of at least eight
         * letters, digits and underscores, among which there are a letter and a digit: {@code app.3f9a2c1b.js},
         * {@code index-D3kPq_x9.css}. Other files are for the rules that follow.
         *
         * @param pattern as for {@link #path}
         * @return this
         * @throws IllegalArgumentException where the pattern has another form
         */
        public Builder hashed(String pattern) {
            return add(new Rule(PathPattern.of(pattern), true, "", IMMUTABLE));
        }

        /**
         * Adds a rule for a type of content.
         *
         * @param type a media type without parameters, such as {@code text/html}, or a range such as {@code image/*}
         * @param value of {@code Cache-Control}
         * @return this
         * @throws IllegalArgumentException where the type has no slash, or the value is empty or cannot be a field's
         */
        public Builder type(String type, String value) {
            if (type.indexOf('/') <= 0 || type.indexOf(';') >= 0) {
                throw new IllegalArgumentException("a type is type/subtype without parameters, not " + type);
            }
            return add(new Rule(null, false, type.toLowerCase(Locale.ROOT), checked(value)));
        }

        /**
         * Has no cache store an error: {@code no-store} with all statuses from 400 on that say nothing themselves.
         * Without this a cache may keep a 404 or 410 for as long as it likes.
         *
         * @return this
         */
        public Builder errorsNotStored() {
            errorsNotStored = true;
            return this;
        }

        /**
         * Makes the middleware.
         *
         * @return the middleware
         */
        public CachePolicy build() {
            return new CachePolicy(this);
        }

        private Builder add(Rule rule) {
            rules.add(rule);
            return this;
        }

        private static String checked(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("a rule has a value; without a rule there is no field");
            }
            return new Headers().set(FIELD, value).value(0);
        }
    }
}
