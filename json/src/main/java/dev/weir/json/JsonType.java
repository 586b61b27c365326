package dev.weir.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A generic type to be read, which a class cannot name: {@code new JsonType<List<Item>>() {}}.
 *
 * @param <T> the type
 */
public abstract class JsonType<T> {
    private final Type type;

    /**
     * Captures the type argument of the subclass.
     *
     * @throws IllegalArgumentException where there is none
     */
    protected JsonType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)
                || parameterized.getRawType() != JsonType.class) {
            throw new IllegalArgumentException("write it as new JsonType<List<Item>>() {}");
        }
        type = parameterized.getActualTypeArguments()[0];
    }

    /** {@return the type} */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
