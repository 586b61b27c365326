package dev.weir.mux;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What patterns mean, said a second time as plainly as possible, and a small world to try them in. */
final class Model {
    static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "OPTIONS");
    static final List<String> AUTHORITIES = List.of("h", "h:1", "h:2", "k", "z:1");

    private Model() {}

    /** The segments of a path, the nothing behind a slash at its end being the empty one. */
    static List<String> split(String path) {
        List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
        parts.replaceAll(part -> Escapes.key(part, 0, part.length()));
        return parts;
    }

    static boolean matchesPath(Pattern pattern, String path) {
        return matchesPath(pattern.segments(), split(path));
    }

    private static boolean matchesPath(List<Segment> segments, List<String> parts) {
        if (segments.isEmpty() || parts.isEmpty()) {
            return segments.isEmpty() && parts.isEmpty();
        }
        String part = parts.getFirst();
        boolean atEnd = part.isEmpty() && parts.size() == 1;
        boolean fits = switch (segments.getFirst()) {
            case Segment.Literal(String key) -> !atEnd && part.equals(key);
            case Segment.Wild _ -> !atEnd;
            case Segment.End _ -> atEnd;
            case Segment.Rest _ -> true;
        };
        return fits
                && (segments.getFirst() instanceof Segment.Rest
                        || matchesPath(segments.subList(1, segments.size()), parts.subList(1, parts.size())));
    }

    static boolean matches(Pattern pattern, String method, String sent, String path) {
        String authority = sent.toLowerCase(Locale.ROOT).replaceFirst("(?<=.)\\.(?=(:\\d*)?$)", "");
        String wanted = pattern.method();
        boolean methodFits = wanted.isEmpty() || wanted.equals(method) || wanted.equals("GET") && method.equals("HEAD");
        boolean hostFits = pattern.host().isEmpty()
                || pattern.host().equals(authority)
                || pattern.host().equals(authority.replaceFirst(":\\d+$", ""));
        return methodFits && hostFits && matchesPath(pattern, path);
    }

    /** The methods by name that a path, or the path with a slash at its end, is served with; HEAD included where GET is. */
    static Set<String> allowed(List<Pattern> patterns, String authority, String path) {
        Set<String> methods = new TreeSet<>();
        for (Pattern pattern : patterns) {
            String method = pattern.method();
            boolean slashed = !path.endsWith("/") && matches(pattern, method, authority, path + "/");
            if (!method.isEmpty() && (slashed || matches(pattern, method, authority, path))) {
                methods.add(method);
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** The rank of a host in precedence. */
    static int tier(Pattern pattern) {
        return pattern.host().isEmpty() ? 0 : pattern.host().contains(":") ? 2 : 1;
    }

    /** All paths of up to a number of segments out of a, b and z, with and without a slash at the end. */
    static List<String> paths(int depth) {
        List<String> paths = new ArrayList<>(List.of("/"));
        List<String> last = List.of("");
        for (int i = 0; i < depth; i++) {
            List<String> longer = new ArrayList<>();
            for (String path : last) {
                for (String part : List.of("a", "b", "z")) {
                    longer.add(path + "/" + part);
                    paths.add(path + "/" + part);
                    paths.add(path + "/" + part + "/");
                }
            }
            last = longer;
        }
        return paths;
    }

    /** A pattern of up to three segments and an end. */
    static Pattern random(Random random) {
        StringBuilder text = new StringBuilder();
        text.append(List.of("", "", "GET ", "HEAD ", "POST ", "OPTIONS ").get(random.nextInt(6)));
        text.append(List.of("", "", "", "h", "h:1", "k").get(random.nextInt(6)));
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(List.of("/a", "/b", "/%61", "/{x" + i + "}", "/{y" + i + "}")
                    .get(random.nextInt(5)));
        }
        List<String> ends = List.of("/", "/{$}", "/{rest...}", "", "");
        text.append(ends.get(random.nextInt(length == 0 ? 3 : 5)));
        return Pattern.parse(text.toString());
    }
}
