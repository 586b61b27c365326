package dev.weir.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was found, by name. Immutable. */
final class Values {
    /**
     * A value.
     *
     * @param text as it was written
     * @param source where it was found
     */
    record Found(String text, String source) {}

    private final Map<String, Found> found;

    Values(Map<String, Found> found) {
        this.found = new LinkedHashMap<>(found);
    }

    @Nullable
    Found get(String name) {
        return found.get(name);
    }

    boolean has(String name) {
        return found.containsKey(name);
    }

    /** Returns a name that begins so, and is set; empty for none. */
    String first(String prefix) {
        for (String name : found.keySet()) {
            if (name.startsWith(prefix)) {
                return name;
            }
        }
        return "";
    }

    boolean anyOf(String prefix) {
        return !first(prefix).isEmpty();
    }

    /** Returns the names of listeners that something is set for, in order. */
    Set<String> listeners() {
        Set<String> names = new TreeSet<>();
        for (String name : found.keySet()) {
            if (name.startsWith(ListenerDraft.PREFIX)) {
                names.add(Known.listener(name));
            }
        }
        return names;
    }

    /** Returns those that do not begin so. */
    Values without(String prefix) {
        Values less = new Values(found);
        less.found.keySet().removeIf(name -> name.startsWith(prefix));
        return less;
    }

    /** Sets each that is there; {@code prefix} stands before its name. */
    <T> void set(String prefix, List<Entry<T>> entries, T target) {
        for (Entry<T> entry : entries) {
            String name = prefix + entry.name();
            Found value = found.get(name);
            if (value != null) {
                try {
                    entry.reader().accept(target, value.text);
                } catch (IllegalArgumentException e) {
                    throw refused(name, e);
                }
            }
        }
    }

    /** Says what a value is, where it is from, and why it is not taken. */
    IllegalArgumentException refused(String name, Exception reason) {
        IllegalArgumentException refused = refused(name, String.valueOf(reason.getMessage()));
        refused.initCause(reason);
        return refused;
    }

    IllegalArgumentException refused(String name, String reason) {
        Found value = found.get(name);
        if (value == null) {
            return new IllegalArgumentException("weir." + name + ": " + reason);
        }
        return new IllegalArgumentException("weir." + name
                + (Known.isSecret(name) ? "" : " is \"" + value.text + "\"")
                + " (" + value.source + "): " + reason);
    }
}
