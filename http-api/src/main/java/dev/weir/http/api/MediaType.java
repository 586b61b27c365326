package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.api.internal.FileExtensions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A media type, as in {@code Content-Type}, or a media range, as in {@code Accept} (RFC 9110 sections 8.3.1 and
 * 12.5.1).
 *
 * <p>Type, subtype and the names of parameters are blind to case and held in lower case; values are as they were given.
 *
 * @param type a token, such as {@code text}; {@code *} in a range
 * @param subtype a token, such as {@code html}; {@code *} in a range
 * @param parameters the parameters in their order, each name once
 */
public record MediaType(String type, String subtype, List<Parameter> parameters) {
    /**
     * A parameter.
     *
     * @param name a token, held in lower case
     * @param value any text without control characters other than HTAB and without characters over {@code U+00FF}
     */
    public record Parameter(String name, String value) {
        /**
         * Checks both.
         *
         * @throws IllegalArgumentException where the name is no token, or the value holds a forbidden character
         */
        public Parameter {
            if (!FieldSyntax.isToken(name)) {
                throw new IllegalArgumentException("not a parameter name: " + name);
            }
            for (int i = 0; i < value.length(); i++) {
                if (!isQuotable(value.charAt(i))) {
                    throw new IllegalArgumentException("the parameter " + name + " holds a forbidden character");
                }
            }
            name = Ascii.lower(name);
        }
    }

    /**
     * Checks all parts.
     *
     * @throws IllegalArgumentException where type or subtype is no token, or a parameter comes twice
     */
    public MediaType {
        if (!FieldSyntax.isToken(type) || !FieldSyntax.isToken(subtype)) {
            throw new IllegalArgumentException("not a media type: " + type + "/" + subtype);
        }
        type = Ascii.lower(type);
        subtype = Ascii.lower(subtype);
        parameters = List.copyOf(parameters);
        for (int i = 1; i < parameters.size(); i++) {
            if (find(parameters.subList(0, i), parameters.get(i).name()) != null) {
                throw new IllegalArgumentException(
                        "two parameters " + parameters.get(i).name());
            }
        }
    }

    /**
     * Returns a type without parameters.
     *
     * @param type a token
     * @param subtype a token
     * @return the type
     * @throws IllegalArgumentException where one is no token
     */
    public static MediaType of(String type, String subtype) {
        return new MediaType(type, subtype, List.of());
    }

    /**
     * Reads a media type with its parameters, quoted or not. Of a parameter that comes twice the first counts.
     *
     * @param value one value, not a list
     * @return the type; nothing where it is malformed, or has more than 100 parameters
     */
    public static Optional<MediaType> parse(String value) {
        return MediaTypeParser.parse(value);
    }

    /**
     * Returns the type of a file, by the extension of its name.
     *
     * @param name a file's name; what stands before a slash is not looked at
     * @return the type, for text with {@code charset=utf-8}; nothing for an extension that is not in the table
     */
    public static Optional<MediaType> ofFileName(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(ByExtension.TYPES.get(Ascii.lower(name.substring(dot + 1))));
    }

    /**
     * Type and subtype alone.
     *
     * @return in lower case, such as {@code text/html}
     */
    public String essence() {
        return type + "/" + subtype;
    }

    /**
     * Returns whether this is a type and subtype, whatever its parameters.
     *
     * @param essence such as {@code text/html}, in any case
     * @return true when it is
     */
    public boolean is(String essence) {
        return FieldSyntax.equal(essence(), essence);
    }

    /**
     * Returns the value of a parameter.
     *
     * @param name its name, in any case
     * @return the value, without quotes; nothing when there is no such parameter
     */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(find(parameters, name));
    }

    /**
     * Returns a copy with a parameter, in place of one of the same name.
     *
     * @param name a token
     * @param value its value
     * @return the copy
     * @throws IllegalArgumentException where one of them is not valid
     */
    public MediaType with(String name, String value) {
        List<Parameter> changed = new ArrayList<>(parameters);
        changed.removeIf(parameter -> FieldSyntax.equal(parameter.name(), name));
        changed.add(new Parameter(name, value));
        return new MediaType(type, subtype, changed);
    }

    /**
     * Returns whether this type lies within a range: same type and subtype, where the range does not say {@code *}, and every
     * parameter of the range, but for the weight {@code q}, with the same value in any case.
     *
     * @param range a media range, such as {@code text/*}
     * @return true when it does
     */
    public boolean matches(MediaType range) {
        if (!range.type.equals("*") && !range.type.equals(type)
                || !range.subtype.equals("*") && !range.subtype.equals(subtype)) {
            return false;
        }
        for (Parameter wanted : range.parameters) {
            if (wanted.name().equals("q")) {
                continue;
            }
            String value = find(parameters, wanted.name());
            if (value == null || !FieldSyntax.equal(value, wanted.value())) {
                return false;
            }
        }
        return true;
    }

    /** As it stands in a field; values that are no token are quoted. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type).append('/').append(subtype);
        for (Parameter parameter : parameters) {
            text.append("; ").append(parameter.name()).append('=');
            if (FieldSyntax.isToken(parameter.value())) {
                text.append(parameter.value());
            } else {
                quote(text, parameter.value());
            }
        }
        return text.toString();
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    /** Returns whether a quoted string may hold a character, escaped or not (RFC 9110 section 5.6.4). */
    static boolean isQuotable(char c) {
        return c == '\t' || c >= ' ' && c != 0x7f && c <= 0xff;
    }

    private static @Nullable String find(List<Parameter> parameters, String name) {
        Objects.requireNonNull(name, "name");
        for (Parameter parameter : parameters) {
            if (FieldSyntax.equal(parameter.name(), name)) {
                return parameter.value();
            }
        }
        return null;
    }

    /** Made at the first use. */
    private static final class ByExtension {
        static final Map<String, MediaType> TYPES = types();

        private static Map<String, MediaType> types() {
            Map<String, MediaType> types = new HashMap<>();
            FileExtensions.types().forEach((extension, essence) -> {
                int slash = essence.indexOf('/');
                MediaType type = of(essence.substring(0, slash), essence.substring(slash + 1));
                types.put(extension, type.type().equals("text") ? type.with("charset", "utf-8") : type);
            });
            return Map.copyOf(types);
        }
    }
}
