package dev.weir.mux;

/**
 * Two patterns match some request both, and neither is more specific than the other, so that no rule would say which
 * takes it. The message names both, where each was registered and in which group, and a request that both match.
 */
public final class RouteConflictException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** The pattern that was refused. */
    private final String pattern;
    /** The pattern that was there. */
    private final String registered;
    /** A path that both match. */
    private final String examplePath;

    RouteConflictException(Registration added, Registration there) {
        super(message(added, there));
        this.pattern = added.pattern.text();
        this.registered = there.pattern.text();
        this.examplePath = added.pattern.examplePath(there.pattern);
    }

    private static String message(Registration added, Registration there) {
        boolean same = added.pattern.relationTo(there.pattern) == Relation.EQUIVALENT;
        return "pattern \"" + added.pattern.text() + "\" (" + added.site + ") conflicts with \"" + there.pattern.text()
                + "\" (registered at " + there.site + "): "
                + (same ? "both match the same requests" : "both match some requests, and neither is more specific")
                + ", for example "
                + added.pattern.exampleRequest(there.pattern);
    }

    /**
     * Returns the pattern that was refused.
     *
     * @return the whole pattern, with the host and the prefix of its group
     */
    public String pattern() {
        return pattern;
    }

    /**
     * Returns the pattern that had been registered before.
     *
     * @return the whole pattern
     */
    public String registeredPattern() {
        return registered;
    }

    /**
     * Returns a path that both patterns match.
     *
     * @return the path, percent-encoded
     */
    public String examplePath() {
        return examplePath;
    }
}
