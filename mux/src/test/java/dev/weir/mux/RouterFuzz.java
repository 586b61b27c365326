package dev.weir.mux;

import dev.weir.http.api.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz router}. The input is lines: a path, and
 * patterns. A pattern that is taken has the parts that its text has, and two stand to each other as the paths of a
 * small world say. Cleaning a path is done once and for all, and leaves nothing that leads up. The router hands the
 * path to the most specific pattern that matches, with the values that plain decoding finds, in a number of steps
 * that the patterns bound; and redirects to nowhere but itself. Where nothing matches, the other methods of the path
 * decide between 404, 405 and the answer to OPTIONS. {@link FuzzTest} runs it over its corpus.
 */
public final class RouterFuzz {
    private static final int MAX_PATTERNS = 12;
    private static final List<String> AUTHORITIES = List.of("", "h", "h:1", "H.", "h.:1", "example.com");

    private RouterFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", MAX_PATTERNS);
        List<Pattern> patterns = new ArrayList<>();
        ServeMux mux = new ServeMux();
        RoutingTree tree = RoutingTree.EMPTY;
        for (int i = 1; i < lines.length; i++) {
            try {
                Pattern pattern = Pattern.parse(lines[i]);
                parts(pattern, lines[i]);
                boolean conflicts = conflicts(pattern, patterns);
                if (register(mux, lines[i]) == conflicts) {
                    throw new AssertionError("registered, or not: " + lines[i] + " beside " + texts(patterns));
                }
                if (!conflicts) {
                    patterns.add(pattern);
                    tree = tree.with(new Registration(pattern, (_, _) -> {}, "", new Chain()));
                }
            } catch (IllegalArgumentException e) {
                // The text is no pattern: what it is to say is the business of PatternParserTest.
                check(!e.getMessage().isEmpty(), "a refusal without a word", lines[i]);
            }
        }
        // Engines hand over visible ASCII, and no fragment.
        String path = lines[0].replaceAll("[^!-~]|[#?]", "");
        if (path.startsWith("/")) {
            clean(path);
            for (String authority : AUTHORITIES) {
                for (String method : Model.METHODS) {
                    route(mux, tree, patterns, method, authority, path);
                }
            }
        }
    }

    private static void check(boolean so, String what, Object of) {
        if (!so) {
            throw new AssertionError(what + ": " + of);
        }
    }

    private static List<String> texts(List<Pattern> patterns) {
        return patterns.stream().map(Pattern::text).toList();
    }

    private static boolean register(ServeMux mux, String pattern) {
        try {
            mux.handle(pattern, (_, _) -> {});
            return true;
        } catch (RouteConflictException e) {
            check(e.examplePath().startsWith("/"), "an example that is no path", e.examplePath());
            return false;
        }
    }

    private static boolean conflicts(Pattern pattern, List<Pattern> patterns) {
        boolean conflicts = false;
        for (Pattern other : patterns) {
            check(
                    pattern.relationTo(other) == other.relationTo(pattern).inverse(),
                    "the relation is not the inverse",
                    pattern.text() + " and " + other.text());
            if (pattern.conflictsWith(other)) {
                conflicts = true;
                String example = pattern.examplePath(other);
                check(
                        Model.matchesPath(pattern, example) && Model.matchesPath(other, example),
                        "not both match " + example,
                        pattern.text() + " and " + other.text());
            }
        }
        return conflicts;
    }

    /** Method, host and path put together are the text, but for white space, the host's case and its final dot. */
    private static void parts(Pattern pattern, String text) {
        String rest = pattern.host() + pattern.path();
        String tail = text.substring(pattern.method().length()).strip();
        tail = tail.replaceFirst("^([^/]+)\\.(:[0-9]+)?/", "$1$2/");
        check(text.startsWith(pattern.method()) && (tail.equalsIgnoreCase(rest.strip())), "other parts", text);
        check(pattern.path().split("/", -1).length == pattern.segments().size() + 1, "other segments", text);
        check(
                Pattern.parse((pattern.method() + " " + rest).stripLeading())
                        .segments()
                        .equals(pattern.segments()),
                "other segments when put together",
                text);
    }

    private static void clean(String path) {
        String cleaned = PathCleaner.clean(path);
        check(PathCleaner.isClean(path) == cleaned.equals(path), "clean or not", path);
        check(PathCleaner.clean(cleaned).equals(cleaned), "cleaned twice", path);
        for (String segment : cleaned.substring(1).split("/", -1)) {
            String dots = segment.replaceAll("(?i)%2e", ".");
            check(!dots.equals(".") && !dots.equals(".."), "a dot segment in " + cleaned, path);
        }
        check(cleaned.startsWith("/") && !cleaned.contains("//"), "an empty segment in " + cleaned, path);
        String location = Escapes.location(cleaned, "");
        check(
                location.matches("/(?:[!$&-.0-;=@-\\[\\]_a-z~%][!$%&-;=@-\\[\\]_a-z~]*)?"),
                "a location " + location,
                path);
        // A browser resolves the location where it is: it must stay on this host.
        String whole = location.replaceAll("%(?![0-9A-Fa-f]{2})", "%25").replaceAll("[\\[\\]]", "x");
        check(URI.create("http://host/").resolve(whole).getHost().equals("host"), "another host: " + location, path);
    }

    private static void route(
            ServeMux mux, RoutingTree tree, List<Pattern> patterns, String method, String authority, String path) {
        Request request = AnyRequest.of(method, authority, path);
        Match match = mux.handler(request);
        List<Pattern> matching = patterns.stream()
                .filter(p -> Model.matches(p, method, authority, path))
                .toList();
        String all = method + " " + authority + path + " in " + texts(patterns) + ": " + match.outcome() + " "
                + match.pattern();
        if (match.outcome() == Match.Outcome.FOUND) {
            Pattern found = matching.stream()
                    .filter(p -> p.text().equals(match.pattern()))
                    .findFirst()
                    .orElse(null);
            check(found != null && PathCleaner.isClean(path), "found what does not match", all);
            for (Pattern other : matching) {
                boolean better = Model.tier(other) > Model.tier(found)
                        || Model.tier(other) == Model.tier(found) && other.relationTo(found) == Relation.MORE_SPECIFIC;
                check(!better, other.text() + " is more specific", all);
            }
            values(found, request, path);
        } else {
            boolean served = !matching.isEmpty() && PathCleaner.isClean(path);
            check(!served || match.outcome() == Match.Outcome.REDIRECT, "matches, and is not found", all);
            if (match.outcome() != Match.Outcome.REDIRECT) {
                String cleaned = PathCleaner.clean(path);
                check(match.outcome() == unmatched(patterns, method, authority, cleaned), "another outcome", all);
                check(match.pattern().isEmpty(), "a pattern that takes nothing", all);
            }
        }
        RouteLookup lookup = new RouteLookup(path, method, true);
        lookup.find(tree, authority);
        int places =
                2 * patterns.stream().mapToInt(p -> p.segments().size() + 1).sum() + 2;
        check(lookup.steps() <= places, lookup.steps() + " steps", all);
    }

    /** What becomes of a request that no pattern takes. */
    private static Match.Outcome unmatched(List<Pattern> patterns, String method, String authority, String path) {
        if (Model.allowed(patterns, authority, path).isEmpty()) {
            return Match.Outcome.NOT_FOUND;
        }
        return method.equals("OPTIONS") ? Match.Outcome.OPTIONS : Match.Outcome.METHOD_NOT_ALLOWED;
    }

    private static void values(Pattern found, Request request, String path) {
        Request bound = new Registration(found, (_, _) -> {}, "", new Chain()).bind(request, path, "");
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < found.segments().size(); i++) {
            switch (found.segments().get(i)) {
                case Segment.Wild(String name) -> value(bound, name, parts[i]);
                case Segment.Rest(String name) ->
                    value(bound, name, String.join("/", List.of(parts).subList(i, parts.length)));
                case Segment.Literal _, Segment.End _ -> {}
            }
        }
    }

    private static void value(Request bound, String name, String encoded) {
        // The JDK's decoder refuses half an escape, and takes a plus sign for a space; engines refuse the first.
        if (!name.isEmpty() && encoded.matches("(?:[^%]|%[0-9A-Fa-f]{2})*+")) {
            String expected = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            check(expected.equals(bound.pathValue(name)), "{" + name + "} is " + bound.pathValue(name), encoded);
        }
    }
}
