package dev.weir.json.jackson;

import dev.weir.http.api.HttpError;
import dev.weir.json.spi.JsonFault;
import dev.weir.json.spi.JsonSettings;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/** What a client is told of what Jackson says: its own messages name classes, so none of them is passed on. */
final class Faults {
    private final JsonSettings settings;

    Faults(JsonSettings settings) {
        this.settings = settings;
    }

    JsonFault of(JacksonException e) {
        long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        return new JsonFault(message(e), path(e), offset, cause(e));
    }

    /** What a constructor has thrown to be the answer stands somewhere within. */
    private static Throwable cause(JacksonException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof HttpError) {
                return t;
            }
        }
        return e;
    }

    private String message(JacksonException e) {
        return switch (e) {
            case StreamConstraintsException limit -> limit(limit.getOriginalMessage());
            case UnexpectedEndOfInputException _ -> "JSON that ends too early";
            case InputCoercionException _ -> "a number out of range";
            case StreamReadException malformed ->
                malformed.getOriginalMessage().startsWith("Duplicate")
                        ? "a name that is twice in an object"
                        : "malformed JSON";
            case PropertyBindingException _ -> "an unknown property";
            case MismatchedInputException other ->
                other.getOriginalMessage().startsWith("Trailing token")
                        ? "more than one value"
                        : expected(other.getTargetType());
            default -> "a value that is not allowed";
        };
    }

    private String limit(String message) {
        if (message.startsWith("Document nesting")) {
            return "nested deeper than " + settings.maxDepth() + " levels";
        }
        if (message.startsWith("Number")) {
            return "a number longer than " + settings.maxNumber() + " characters";
        }
        return message.startsWith("String") || message.startsWith("Name")
                ? "a string longer than " + settings.maxString() + " characters"
                : "more than is allowed";
    }

    private static String expected(@Nullable Class<?> type) {
        String kind = type == null ? null : kind(type);
        return kind == null ? "a value of the wrong kind" : "a value that is not " + kind;
    }

    private static @Nullable String kind(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == float.class
                || type == double.class
                || type == Float.class
                || type == Double.class
                || type == BigDecimal.class) {
            return "a number";
        }
        if (type != char.class && type.isPrimitive()
                || Number.class.isAssignableFrom(type) && type.getPackageName().equals("java.lang")
                || type == BigInteger.class) {
            return "an integer in range";
        }
        if (type == String.class || type == char.class || type == Character.class) {
            return "a string";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        if (type.isEnum()) {
            return "one of those known";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : null;
    }

    /** RFC 6901. */
    private static String path(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            path.append('/');
            String name = step.getPropertyName();
            if (name == null) {
                path.append(step.getIndex());
                continue;
            }
            for (int i = 0; i < name.length(); i++) {
                switch (name.charAt(i)) {
                    case '~' -> path.append("~0");
                    case '/' -> path.append("~1");
                    default -> path.append(name.charAt(i));
                }
            }
        }
        return path.toString();
    }
}
