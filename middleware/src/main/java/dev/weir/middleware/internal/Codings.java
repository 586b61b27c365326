package dev.weir.middleware.internal;

import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.middleware.spi.ContentCoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codings that a middleware knows, the best first, and each name once. Immutable. */
public final class Codings {
    private final ContentCoding[] all;
    private final String[] names;

    private Codings(List<ContentCoding> codings) {
        all = codings.toArray(ContentCoding[]::new);
        names = new String[all.length];
        for (int i = 0; i < all.length; i++) {
            names[i] = all[i].name();
        }
    }

    /**
     * Sorts codings by rank.
     *
     * @param codings any number; of two with one name the first counts
     * @return the codings
     */
    public static Codings of(List<ContentCoding> codings) {
        List<ContentCoding> sorted = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ContentCoding coding : codings) {
            String name = coding.name();
            if (!FieldSyntax.isToken(name)) {
                throw new IllegalArgumentException("not the name of a content coding: " + name);
            }
            int at = 0;
            while (at < sorted.size() && sorted.get(at).rank() >= coding.rank()) {
                at++;
            }
            if (names.add(name)) {
                sorted.add(at, coding);
            }
        }
        return new Codings(sorted);
    }

    /**
     * Returns the codings of the services that there are.
     *
     * @return the codings, gzip not among them
     * @throws IllegalStateException where one cannot be used; its message says why
     */
    public static List<ContentCoding> services() {
        List<ContentCoding> found = new ArrayList<>();
        try {
            for (ContentCoding coding : ServiceLoader.load(ContentCoding.class)) {
                found.add(coding);
            }
        } catch (ServiceConfigurationError e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalStateException("a content coding cannot be used: " + cause.getMessage(), e);
        }
        return found;
    }

    int size() {
        return all.length;
    }

    ContentCoding get(int index) {
        return all[index];
    }

    String name(int index) {
        return names[index];
    }

    /** Returns where a coding is, by a name or alias in any case; -1 where it is none of these. */
    int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (FieldSyntax.equal(names[i], name)) {
                return i;
            }
        }
        for (int i = 0; i < all.length; i++) {
            for (String alias : all[i].aliases()) {
                if (FieldSyntax.equal(alias, name)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /**
     * Finds a coding.
     *
     * @param name its name or an alias, in any case
     * @return the coding; null where it is not known
     */
    public @Nullable ContentCoding find(String name) {
        int index = indexOf(name);
        return index < 0 ? null : all[index];
    }

    /**
     * Lists the names.
     *
     * @return as {@code Accept-Encoding} has them
     */
    public String list() {
        return String.join(", ", names);
    }
}
