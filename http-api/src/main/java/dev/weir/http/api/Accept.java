package dev.weir.http.api;

import dev.weir.http.api.internal.AcceptWeights;
import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses what to answer with by what the client prefers (RFC 9110 section 12.5).
 *
 * <pre>{@code
 * String type = Accept.best(r, "application/json", "text/html")
 *         .orElseThrow(() -> new HttpError(Status.NOT_ACCEPTABLE));
 * w.headers().add("Vary", "Accept");
 * }</pre>
 *
 * <p>An answer that was chosen so has to say in {@code Vary} by which field (RFC 9110 section 12.5.5), or a cache gives
 * it to others as well. What is malformed in a field is left out, and no more than 100 members of it are looked at;
 * where nothing is left, it counts as missing.
 */
public final class Accept {
    private Accept() {}

    /**
     * Returns the best of several media types by {@code Accept}: that with the highest weight. The weight of a type is
     * that of the most specific range that it lies in, where parameters are more specific than none, and these than
     * {@code text/*} and {@code *}{@code /*}. Of types with one weight a type is taken that was named before one that
     * only a wildcard allows, and else the first. A range's {@code charset} is not looked at: it belongs to no type's
     * identity, and some clients send it.
     *
     * @param r the request
     * @param types what there is, in the order of the program's own preference; parameters are allowed
     * @return one of them, as it was given; the first where the client says nothing; nothing where it takes none of
     *     them
     * @throws IllegalArgumentException where there is none, or one is no media type
     */
    public static Optional<String> best(Request r, String... types) {
        List<MediaType> offers = offers(types);
        List<Range> ranges = ranges(AcceptWeights.of(r.headers().all("Accept")));
        if (ranges.isEmpty()) {
            return Optional.of(types[0]);
        }
        String best = "";
        int bestWeight = 0;
        int bestRank = 0;
        for (int i = 0; i < types.length; i++) {
            int weight = 0;
            int rank = -1;
            for (Range range : ranges) {
                if (range.rank > rank && offers.get(i).matches(range.type)) {
                    rank = range.rank;
                    weight = range.weight;
                }
            }
            boolean named = rank >= Range.NAMED;
            if (weight > bestWeight || weight > 0 && weight == bestWeight && named && bestRank < Range.NAMED) {
                best = types[i];
                bestWeight = weight;
                bestRank = rank;
            }
        }
        return bestWeight > 0 ? Optional.of(best) : Optional.empty();
    }

    /** A media range; the rank is higher for one that is more specific. */
    private record Range(MediaType type, int weight, int rank) {
        /** From here on a type is named in full. */
        static final int NAMED = 2;
    }

    private static List<MediaType> offers(String... types) {
        if (types.length == 0) {
            throw new IllegalArgumentException("no media type to choose from");
        }
        List<MediaType> offers = new ArrayList<>(types.length);
        for (String type : types) {
            offers.add(MediaType.parse(type)
                    .filter(parsed -> !parsed.subtype().equals("*"))
                    .orElseThrow(() -> new IllegalArgumentException("not a media type: " + type)));
        }
        return offers;
    }

    private static List<Range> ranges(AcceptWeights accept) {
        List<Range> ranges = new ArrayList<>();
        for (AcceptWeights.Item item : accept.items()) {
            Optional<MediaType> parsed = MediaType.parse(item.range());
            if (parsed.isEmpty()
                    || parsed.get().type().equals("*")
                            && !parsed.get().subtype().equals("*")) {
                continue;
            }
            MediaType type = parsed.get();
            List<MediaType.Parameter> parameters = new ArrayList<>(type.parameters());
            parameters.removeIf(parameter -> parameter.name().equals("charset"));
            int rank = type.type().equals("*") ? 0 : type.subtype().equals("*") ? 1 : Range.NAMED + parameters.size();
            ranges.add(new Range(new MediaType(type.type(), type.subtype(), parameters), item.weight(), rank));
        }
        return ranges;
    }

    /**
     * Returns the best of several languages by {@code Accept-Language}: by the client's ranges in the order of their
     * weights, and of their place where these are the same, as the lookup of RFC 4647 (section 3.4) does. For {@code
     * de-CH} that is {@code de-CH}, or one below it ({@code de-CH-1996}), or {@code de}; {@code de-DE} is not, unless
     * the client names {@code de} too, as browsers do. An asterisk takes the first. What has weight 0 is never taken.
     *
     * @param r the request
     * @param tags the languages that there are (RFC 5646), such as {@code en} or {@code pt-BR}, in the order of the
     *     program's own preference
     * @return one of them, as it was given; the first where the client says nothing; nothing where it takes none of
     *     them, which is mostly answered in a language of the program's choice
     * @throws IllegalArgumentException where there is none
     */
    public static Optional<String> bestLanguage(Request r, String... tags) {
        if (tags.length == 0) {
            throw new IllegalArgumentException("no language to choose from");
        }
        List<AcceptWeights.Item> items = new ArrayList<>(
                AcceptWeights.of(r.headers().all("Accept-Language")).items());
        if (items.isEmpty()) {
            return Optional.of(tags[0]);
        }
        List<String> left = new ArrayList<>(List.of(tags));
        left.removeIf(tag -> isRefused(items, tag));
        items.removeIf(item -> item.weight() == 0);
        items.sort(Comparator.comparingInt(AcceptWeights.Item::weight).reversed());
        for (AcceptWeights.Item item : items) {
            Optional<String> found = lookup(left, item.name());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Returns whether the longest range that a language lies in refuses it. */
    private static boolean isRefused(List<AcceptWeights.Item> items, String tag) {
        int longest = -1;
        boolean refused = false;
        for (AcceptWeights.Item item : items) {
            int length = item.name().equals("*") ? 0 : item.name().length();
            if (length > longest && (length == 0 || liesIn(tag, item.name()))) {
                longest = length;
                refused = item.weight() == 0;
            }
        }
        return refused;
    }

    private static Optional<String> lookup(List<String> tags, String range) {
        if (range.equals("*")) {
            return tags.stream().findFirst();
        }
        Optional<String> below = Optional.empty();
        for (String tag : tags) {
            if (FieldSyntax.equal(tag, range)) {
                return Optional.of(tag);
            }
            if (below.isEmpty() && liesIn(tag, range)) {
                below = Optional.of(tag);
            }
        }
        for (String shorter = shorter(range); below.isEmpty() && !shorter.isEmpty(); shorter = shorter(shorter)) {
            for (String tag : tags) {
                if (FieldSyntax.equal(tag, shorter)) {
                    return Optional.of(tag);
                }
            }
        }
        return below;
    }

    /** Basic filtering (RFC 4647 section 3.3.1): the same, or more subtags. */
    private static boolean liesIn(String tag, String range) {
        int length = range.length();
        return (tag.length() == length || tag.length() > length && tag.charAt(length) == '-')
                && FieldSyntax.equal(tag.substring(0, length), range);
    }

    /** RFC 4647 section 3.4: without the last subtag, and without a single character that led to it. */
    private static String shorter(String range) {
        int end = range.lastIndexOf('-');
        if (end >= 2 && range.charAt(end - 2) == '-') {
            end -= 2;
        }
        return end <= 1 ? "" : range.substring(0, end);
    }
}
