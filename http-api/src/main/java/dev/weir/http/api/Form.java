package dev.weir.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query or of a form's content, as {@code application/x-www-form-urlencoded} has them: ordered, and
 * a name may have several values. Names are case-sensitive.
 *
 * <p>What may be missing is returned as an {@link Optional}; what must be there, or be of a kind, is an {@link
 * HttpError} with 400 that names the parameter where it is not, so that a handler asks and goes on:
 *
 * <pre>{@code
 * String name = form.required("name");
 * int page = form.findInt("page", 1, 1000).orElse(1);
 * }</pre>
 *
 * <p><b>Threads.</b> Does not change, so it is thread-safe.
 */
public final class Form implements Iterable<Form.Parameter> {
    /** The most content that {@link Request#form} reads, in bytes: 10 MiB. */
    public static final int MAX_LENGTH = 10 << 20;

    /** The most parameters that are read: more are there to cost memory, not to be looked at. */
    public static final int MAX_PARAMETERS = 10_000;

    /**
     * A parameter.
     *
     * @param name the name, decoded; may be empty
     * @param value the value, decoded; empty too where there was no equals sign
     */
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;
    /** What another reader could take in another way; null where there is no such thing. */
    private final @Nullable String doubt;
    /** The same by name; colliding hashes cost no more than a comparison tree, as strings are comparable. */
    private final Map<String, List<String>> byName = new LinkedHashMap<>();

    Form(List<Parameter> parameters, @Nullable String doubt) {
        this.doubt = doubt;
        this.parameters = Collections.unmodifiableList(parameters);
        for (Parameter parameter : parameters) {
            List<String> values = byName.get(parameter.name());
            if (values == null) {
                byName.put(parameter.name(), List.of(parameter.value()));
            } else {
                if (values.size() == 1) {
                    values = new ArrayList<>(values);
                    byName.put(parameter.name(), values);
                }
                values.add(parameter.value());
            }
        }
    }

    /**
     * Reads parameters as a query has them, by the rules of browsers (WHATWG's URL standard, section 5.1): escapes are
     * decoded as UTF-8, bytes that are none become {@code U+FFFD}, a plus sign is a space, an ampersand alone separates
     * parameters, and a percent sign without two hexadecimal digits stands for itself. {@link #strict} refuses what
     * other readers take in another way.
     *
     * @param encoded the text, without a question mark
     * @return the parameters in their order
     * @throws HttpError 400 where there are more than {@link #MAX_PARAMETERS}
     */
    public static Form parse(String encoded) {
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        return FormParser.parse(bytes, bytes.length, MAX_PARAMETERS);
    }

    /**
     * Reads a request's content as a form, with limits of one's own; see {@link Request#form}. They hold for a form too
     * that was read before, with larger ones.
     *
     * @param r the request
     * @param maxLength the most content, in bytes, from zero to 2^31 - 9
     * @param maxParameters the most parameters, zero or more
     * @return the parameters in their order
     * @throws HttpError 415, 413 or 400, as {@link Request#form} does
     * @throws IllegalArgumentException where a limit is out of its range
     * @throws IllegalStateException where the content was read before, and not as a form
     * @throws IOException as the content throws it
     */
    public static Form read(Request r, int maxLength, int maxParameters) throws IOException {
        if (maxParameters < 0) {
            throw new IllegalArgumentException("a limit of parameters is zero or more, not " + maxParameters);
        }
        FormParser.requireLimit(maxLength);
        FormParser.requireType(r, FormParser.MEDIA_TYPE);
        return r.contentUse().form(r, maxLength, maxParameters);
    }

    /** Every character of the text stands for a byte, as in a target that was read as ISO-8859-1. */
    static Form ofTarget(String query) {
        if (query.isEmpty()) {
            return new Form(List.of(), null);
        }
        byte[] bytes = query.getBytes(StandardCharsets.ISO_8859_1);
        return FormParser.parse(bytes, bytes.length, MAX_PARAMETERS);
    }

    /**
     * Returns this form where nothing in it can be read in another way: some servers take a semicolon for an ampersand,
     * and some refuse or drop a malformed escape, so that a gateway may have checked another form than this one.
     *
     * @return this form
     * @throws HttpError 400 where it came with a semicolon, or with a percent sign without two hexadecimal digits
     */
    public Form strict() {
        if (doubt != null) {
            throw HttpError.badRequest(doubt);
        }
        return this;
    }

    /**
     * Returns the number of parameters.
     *
     * @return zero or more; every value counts
     */
    public int size() {
        return parameters.size();
    }

    /**
     * Returns whether there is no parameter at all.
     *
     * @return true when {@link #size} is zero
     */
    public boolean isEmpty() {
        return parameters.isEmpty();
    }

    /**
     * Returns the first value of a parameter that must be there.
     *
     * @param name its name
     * @return the value; may be empty
     * @throws HttpError 400 where there is no such parameter
     */
    public String required(String name) {
        return find(name).orElseThrow(() -> HttpError.badRequest("the parameter " + name + " is missing"));
    }

    /**
     * Returns the first value of a parameter.
     *
     * @param name its name
     * @return the value, or nothing
     */
    public Optional<String> find(String name) {
        List<String> values = byName.get(name);
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    /**
     * Returns the first value of a parameter that must be a whole number.
     *
     * @param name its name
     * @return the number
     * @throws HttpError 400 where there is no such parameter, or no number of 32 bits in it; it names the parameter
     */
    public int requiredInt(String name) {
        return requiredInt(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Returns the first value of a parameter that must be a whole number within bounds: decimal digits of ASCII, after
     * a hyphen where it is negative, and nothing around them.
     *
     * @param name its name
     * @param min the least
     * @param max the most
     * @return the number
     * @throws HttpError 400 where there is no such parameter, or no such number in it; it names the parameter
     */
    public int requiredInt(String name, int min, int max) {
        return (int) requiredLong(name, min, max);
    }

    /**
     * Returns the first value of a parameter that must be a whole number within bounds, as {@link #requiredInt} does.
     *
     * @param name its name
     * @param min the least
     * @param max the most
     * @return the number
     * @throws HttpError 400 where there is no such parameter, or no such number in it; it names the parameter
     */
    public long requiredLong(String name, long min, long max) {
        return FormValues.number(name, required(name), min, max);
    }

    /**
     * Returns the first value of a parameter that, if it is there, must be a whole number.
     *
     * @param name its name
     * @return the number; nothing where there is no such parameter, or an empty one, as of a field that was not filled
     *     in
     * @throws HttpError 400 where something else than a number of 32 bits is in it; it names the parameter
     */
    public OptionalInt findInt(String name) {
        return findInt(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Returns the first value of a parameter that, if it is there, must be a whole number within bounds.
     *
     * @param name its name
     * @param min the least
     * @param max the most
     * @return the number; nothing where there is no such parameter, or an empty one, as of a field that was not filled
     *     in
     * @throws HttpError 400 where something else than such a number is in it; it names the parameter
     */
    public OptionalInt findInt(String name, int min, int max) {
        OptionalLong found = findLong(name, min, max);
        return found.isPresent() ? OptionalInt.of((int) found.getAsLong()) : OptionalInt.empty();
    }

    /**
     * Returns the first value of a parameter that, if it is there, must be a whole number within bounds.
     *
     * @param name its name
     * @param min the least
     * @param max the most
     * @return the number; nothing where there is no such parameter, or an empty one, as of a field that was not filled
     *     in
     * @throws HttpError 400 where something else than such a number is in it; it names the parameter
     */
    public OptionalLong findLong(String name, long min, long max) {
        Optional<String> value = filled(name);
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(FormValues.number(name, value.get(), min, max));
    }

    /**
     * Returns whether a parameter says yes, as a box does that is ticked: {@code on}, {@code true}, {@code yes} or
     * {@code 1}, in any case.
     *
     * @param name its name
     * @return false where there is no such parameter, an empty one, or {@code off}, {@code false}, {@code no} or {@code
     *     0}
     * @throws HttpError 400 where something else is in it; it names the parameter
     */
    public boolean flag(String name) {
        return filled(name).map(value -> FormValues.flag(name, value)).orElse(false);
    }

    /**
     * Returns the first value of a parameter that must name a constant, in any case.
     *
     * @param <E> the type of the constants
     * @param name its name
     * @param type their class
     * @return the constant
     * @throws HttpError 400 where there is no such parameter, or no such constant; it names the parameter and the
     *     constants
     */
    public <E extends Enum<E>> E requiredEnum(String name, Class<E> type) {
        return FormValues.constant(name, required(name), type);
    }

    /**
     * Returns the first value of a parameter that, if it is there, must name a constant, in any case.
     *
     * @param <E> the type of the constants
     * @param name its name
     * @param type their class
     * @return the constant; nothing where there is no such parameter, or an empty one
     * @throws HttpError 400 where something else is in it; it names the parameter and the constants
     */
    public <E extends Enum<E>> Optional<E> findEnum(String name, Class<E> type) {
        return filled(name).map(value -> FormValues.constant(name, value, type));
    }

    private Optional<String> filled(String name) {
        return find(name).filter(value -> !value.isEmpty());
    }

    /**
     * Returns all values of a parameter in their order.
     *
     * @param name its name
     * @return the values, not to be changed; empty when there is no such parameter
     */
    public List<String> all(String name) {
        return Collections.unmodifiableList(byName.getOrDefault(name, List.of()));
    }

    /**
     * Returns whether a parameter is there.
     *
     * @param name its name
     * @return true when there is at least one
     */
    public boolean contains(String name) {
        return byName.containsKey(name);
    }

    /**
     * Returns the names, each once.
     *
     * @return the names in the order of their first parameter, not to be changed
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Returns all parameters in their order.
     *
     * @return an iterator that cannot remove
     */
    @Override
    public Iterator<Parameter> iterator() {
        return parameters.iterator();
    }

    /** Encoded again, as a query. Values may be secret. */
    @Override
    public String toString() {
        return FormParser.format(parameters);
    }
}
