package dev.weir.mux;

/** How the set of requests that one pattern matches stands to that of another. */
enum Relation {
    /** The same requests. */
    EQUIVALENT,
    /** All requests of the other, and more. */
    MORE_GENERAL,
    /** Some requests of the other, and no others. */
    MORE_SPECIFIC,
    /** Some requests in common, and each matches some that the other does not. */
    OVERLAPS,
    /** No request in common. */
    DISJOINT;

    /**
     * Returns the relation of two things that have several independent parts, out of the relations of their parts: what one
     * side matches is the product of what its parts match.
     */
    Relation and(Relation part) {
        if (this == DISJOINT || part == DISJOINT) {
            return DISJOINT;
        }
        if (this == EQUIVALENT || this == part) {
            return part;
        }
        return part == EQUIVALENT ? this : OVERLAPS;
    }

    /** Returns the same relation, seen from the other side. */
    Relation inverse() {
        return switch (this) {
            case MORE_GENERAL -> MORE_SPECIFIC;
            case MORE_SPECIFIC -> MORE_GENERAL;
            case EQUIVALENT, OVERLAPS, DISJOINT -> this;
        };
    }
}
