package dev.weir.http.core;

import dev.weir.http.api.AttributeKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Takes the values that {@code baseContext} and {@code connContext} attach to requests. */
public final class Attachments {
    private final Map<AttributeKey<?>, Object> values;

    Attachments(Map<AttributeKey<?>, Object> base) {
        this.values = new HashMap<>(base);
    }

    /**
     * Attaches a value; requests answer with it from {@code attribute(key)}.
     *
     * @param <T> the type of the value
     * @param key the key
     * @param value the value
     * @return this
     */
    public <T> Attachments put(AttributeKey<T> key, T value) {
        values.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return this;
    }

    Map<AttributeKey<?>, Object> values() {
        return Map.copyOf(values);
    }
}
