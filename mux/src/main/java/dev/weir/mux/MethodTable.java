package dev.weir.mux;

import dev.weir.http.api.HttpMethod;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes of one path pattern, by method. Immutable. */
final class MethodTable {
    /** Without routes. */
    static final MethodTable NONE = new MethodTable(new Registration[0], null);

    /** Those with a method, each with another. Few, so that they are searched one by one. */
    private final Registration[] byMethod;
    /** The one for all other methods, or null. */
    private final @Nullable Registration any;

    private MethodTable(Registration[] byMethod, @Nullable Registration any) {
        this.byMethod = byMethod;
        this.any = any;
    }

    MethodTable with(Registration added) {
        if (added.pattern.method().isEmpty()) {
            return new MethodTable(byMethod, added);
        }
        Registration[] more = Arrays.copyOf(byMethod, byMethod.length + 1);
        more[byMethod.length] = added;
        return new MethodTable(more, any);
    }

    boolean isEmpty() {
        return any == null && byMethod.length == 0;
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
        for (Registration registration : byMethod) {
            if (registration.pattern.method().equals(method)) {
                return registration;
            }
        }
        return null;
    }

    /** Adds the routes that name a method. */
    void addNamed(List<Registration> routes) {
        routes.addAll(Arrays.asList(byMethod));
    }

    /** Returns a route that conflicts with a pattern, or null. */
    @Nullable
    Registration conflicting(Pattern pattern) {
        if (any != null && any.pattern.conflictsWith(pattern)) {
            return any;
        }
        for (Registration registration : byMethod) {
            if (registration.pattern.conflictsWith(pattern)) {
                return registration;
            }
        }
        return null;
    }
}
