package dev.weir.mux;

import dev.weir.http.api.HttpMethod;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one path pattern, by method. Immutable. */
final class MethodTable {
    /** Without routes. */
    static final MethodTable NONE = new MethodTable(null, new Registration[0], null);

    /** The first of those with a method, or null. Most paths have only this one: it is found without an array on the way. */
    private final @Nullable Registration first;
    /** The others with a method, each with another. Few, so that they are searched one by one. */
    private final Registration[] more;
    /** The one for all other methods, or null. */
    private final @Nullable Registration any;

    private MethodTable(@Nullable Registration first, Registration[] more, @Nullable Registration any) {
        this.first = first;
        this.more = more;
        this.any = any;
    }

    MethodTable with(Registration added) {
        if (added.method.isEmpty()) {
            return new MethodTable(first, more, added);
        }
        if (first == null) {
            return new MethodTable(added, more, any);
        }
        Registration[] longer = Arrays.copyOf(more, more.length + 1);
        longer[more.length] = added;
        return new MethodTable(first, longer, any);
    }

    boolean isEmpty() {
        return any == null && first == null;
    }

    /** Returns the route that serves a method, or null. */
    @Nullable
    Registration get(String method) {
        Registration found = exact(method);
        if (found == null && method.equals(HttpMethod.HEAD)) {
            found = exact(HttpMethod.GET);
        }
        return found != null ? found : any;
    }

    private @Nullable Registration exact(String method) {
        if (first == null || first.method.equals(method)) {
            return first;
        }
        for (Registration registration : more) {
            if (registration.method.equals(method)) {
                return registration;
            }
        }
        return null;
    }

    /** Adds the routes that name a method. */
    void addNamed(List<Registration> routes) {
        if (first != null) {
            routes.add(first);
            routes.addAll(Arrays.asList(more));
        }
    }

    /** Returns a route that conflicts with a pattern, or null. */
    @Nullable
    Registration conflicting(Pattern pattern) {
        if (any != null && any.pattern.conflictsWith(pattern)) {
            return any;
        }
        if (first != null && first.pattern.conflictsWith(pattern)) {
            return first;
        }
        for (Registration registration : more) {
            if (registration.pattern.conflictsWith(pattern)) {
                return registration;
            }
        }
        return null;
    }
}
