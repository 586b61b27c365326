package dev.weir.mux;

import dev.weir.http.api.HttpMethod;
import java.util.List;

/**
 * A parsed pattern, and how it compares with another.
 *
 * @param text the pattern as it was written
 * @param method a token; empty for any method
 * @param host in lower case, without a final dot, may be with a port; empty for any host
 * @param path the path as it was written
 * @param segments what follows each slash of the path, one or more
 */
record Pattern(String text, String method, String host, String path, List<Segment> segments) {
    static Pattern parse(String text) {
        return new PatternParser(text).parse();
    }

    /**
     * Returns the pattern with that of a mount in front: its host, where this pattern names none, and its path.
     *
     * @param mount {@code [HOST]/PREFIX/}, or {@code [HOST]/}
     */
    String textBelow(String mount) {
        int slash = mount.indexOf('/');
        return (method.isEmpty() ? "" : method + " ")
                + (host.isEmpty() ? mount.substring(0, slash) : host)
                + mount.substring(slash, mount.length() - 1)
                + path;
    }

    /** Returns whether the order of precedence fails to decide between the two for a request that both match. */
    boolean conflictsWith(Pattern other) {
        // A pattern with the narrower host wins outright, whatever method and path say.
        if (!host.equals(other.host)) {
            return false;
        }
        Relation relation = relationTo(other);
        return relation == Relation.EQUIVALENT || relation == Relation.OVERLAPS;
    }

    /** Returns how the requests of this pattern stand to those of another. */
    Relation relationTo(Pattern other) {
        return hosts(host, other.host).and(methods(method, other.method)).and(paths(segments, other.segments));
    }

    private static Relation hosts(String a, String b) {
        if (a.equals(b)) {
            return Relation.EQUIVALENT;
        }
        if (within(a, b)) {
            return Relation.MORE_SPECIFIC;
        }
        return within(b, a) ? Relation.MORE_GENERAL : Relation.DISJOINT;
    }

    /** Returns whether every authority that matches one host matches the other, wider one. */
    private static boolean within(String narrow, String wide) {
        return wide.isEmpty() || HostNames.end(narrow) == wide.length() && narrow.startsWith(wide);
    }

    private static Relation methods(String a, String b) {
        if (a.equals(b)) {
            return Relation.EQUIVALENT;
        }
        // GET also serves HEAD.
        if (b.isEmpty() || a.equals(HttpMethod.HEAD) && b.equals(HttpMethod.GET)) {
            return Relation.MORE_SPECIFIC;
        }
        return a.isEmpty() || a.equals(HttpMethod.GET) && b.equals(HttpMethod.HEAD)
                ? Relation.MORE_GENERAL
                : Relation.DISJOINT;
    }

    private static Relation paths(List<Segment> a, List<Segment> b) {
        Relation relation = Relation.EQUIVALENT;
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common && relation != Relation.DISJOINT; i++) {
            boolean restA = a.get(i) instanceof Segment.Rest;
            boolean restB = b.get(i) instanceof Segment.Rest;
            if (restA || restB) {
                // A rest takes all that the other side has from here on, and is the last of its own.
                Relation last =
                        restA && restB ? Relation.EQUIVALENT : restA ? Relation.MORE_GENERAL : Relation.MORE_SPECIFIC;
                return relation.and(last);
            }
            relation = relation.and(segments(a.get(i), b.get(i)));
        }
        return a.size() == b.size() ? relation : Relation.DISJOINT;
    }

    private static Relation segments(Segment a, Segment b) {
        return switch (a) {
            case Segment.Literal _ when b instanceof Segment.Wild -> Relation.MORE_SPECIFIC;
            case Segment.Literal _ -> a.equals(b) ? Relation.EQUIVALENT : Relation.DISJOINT;
            case Segment.Wild _ when b instanceof Segment.Wild -> Relation.EQUIVALENT;
            case Segment.Wild _ -> b instanceof Segment.Literal ? Relation.MORE_GENERAL : Relation.DISJOINT;
            case Segment.End _ -> b instanceof Segment.End ? Relation.EQUIVALENT : Relation.DISJOINT;
            case Segment.Rest _ -> throw new AssertionError("a rest is compared before");
        };
    }

    /** Returns a path that both match; they must not be disjoint. */
    String examplePath(Pattern other) {
        StringBuilder out = new StringBuilder();
        int length = Math.max(segments.size(), other.segments.size());
        for (int i = 0; i < length; i++) {
            out.append('/');
            Segment a = i < segments.size() ? segments.get(i) : null;
            Segment b = i < other.segments.size() ? other.segments.get(i) : null;
            // Where one of them has come to its rest, the other shows the way.
            Segment narrow =
                    a == null || a instanceof Segment.Rest || a instanceof Segment.Wild && b instanceof Segment.Literal
                            ? b
                            : a;
            switch (narrow == null ? a : narrow) {
                case Segment.Literal(String key) -> Escapes.appendEncoded(out, key);
                case Segment.Wild(String name) -> Escapes.appendEncoded(out, Escapes.key(name, 0, name.length()));
                case Segment.End _, Segment.Rest _ -> {}
                case null -> throw new AssertionError("one of them has a segment here");
            }
        }
        return out.toString();
    }

    /** Returns a request that both match, for messages. */
    String exampleRequest(Pattern other) {
        Pattern narrow = methods(method, other.method) == Relation.MORE_GENERAL ? other : this;
        String exampleMethod = narrow.method.isEmpty() ? HttpMethod.GET : narrow.method;
        return exampleMethod + " " + host + examplePath(other);
    }

    /** Returns the names of the wildcards, in their order. */
    String[] names() {
        return segments.stream()
                .map(segment -> switch (segment) {
                    case Segment.Wild(String name) -> name;
                    case Segment.Rest(String name) -> name;
                    case Segment.Literal _, Segment.End _ -> "";
                })
                .filter(name -> !name.isEmpty())
                .toArray(String[]::new);
    }
}
