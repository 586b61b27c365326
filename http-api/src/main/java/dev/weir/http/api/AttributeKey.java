package dev.weir.http.api;

import java.util.Objects;

/**
 * The key of a value that a program attaches to requests, such as the user that a middleware has recognised.
 *
 * <p>Keys are compared by identity, so two parts of a program that choose the same name do not meet by accident. Keep a
 * key in a {@code static final} field.
 *
 * @param <T> the type of the value
 */
public final class AttributeKey<T> {
    private final String name;

    private AttributeKey(String name) {
        this.name = name;
    }

    /**
     * Makes a new key.
     *
     * @param <T> the type of the value
     * @param name a name for messages
     * @return a key that equals only itself
     */
    public static <T> AttributeKey<T> of(String name) {
        return new AttributeKey<>(Objects.requireNonNull(name, "name"));
    }

    /**
     * Returns the name given to {@link #of}.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "AttributeKey[" + name + "]";
    }
}
