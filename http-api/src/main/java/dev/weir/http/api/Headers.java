package dev.weir.http.api;

import dev.weir.http.api.internal.FieldSyntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request, a response or a trailer section: ordered, multi-valued, and blind to the case of names
 * (RFC 9110 section 5). Names keep the case that they were given in; over HTTP/2 they are sent in lower case.
 *
 * <p>Names are tokens (RFC 9110 section 5.1) and values hold no control character but HTAB and no character over
 * {@code U+00FF} (section 5.5); anything else is refused when it is set, so that it can never reach the wire. White
 * space around a value is no part of it and is taken off.
 *
 * <p>The fields of a request are read-only, and become strings only when they are asked for.
 *
 * <p><b>Threads.</b> Not thread-safe; belongs to the request or response that it is part of.
 */
public final class Headers implements Iterable<Headers.Field> {
    /**
     * One field line.
     *
     * @param name the name, in the case it was given in
     * @param value the value, without white space around it
     */
    public record Field(String name, String value) {}

    private static final String[] NONE = {};
    private static final int[] NO_BOUNDS = {};

    /** Without fields and not to be changed. */
    private static final Headers EMPTY = new Headers().readOnly();

    private String[] names = NONE;
    private String[] values = NONE;
    private int count;

    /** The bytes that unread fields are slices of; null when all are strings. */
    private final byte @Nullable [] bytes;
    /** For each field the bounds in {@link #bytes}: name start and end, value start and end. */
    private final int[] bounds;

    /** Once true, always so. */
    private boolean readOnly;

    /** Makes fields to be filled. */
    public Headers() {
        this(null, NO_BOUNDS, 0, false);
    }

    private Headers(byte @Nullable [] bytes, int[] bounds, int count, boolean readOnly) {
        this.bytes = bytes;
        this.bounds = bounds;
        this.count = count;
        this.readOnly = readOnly;
    }

    /**
     * Read-only fields over bytes that a protocol engine has parsed and checked already. Nothing is checked again, so
     * this is for engines alone.
     *
     * @param bytes what the fields are slices of, in ISO-8859-1; not copied, must not change afterwards
     * @param bounds four indices a field: name start, name end, value start, value end; not copied
     * @param count the number of fields
     * @return the fields
     */
    public static Headers ofParsed(byte[] bytes, int[] bounds, int count) {
        return count == 0 ? EMPTY : new Headers(bytes, bounds, count, true);
    }

    /**
     * Wraps fields that a protocol engine has decoded and checked already, without copying them.
     *
     * @param names the names; the caller gives the array away
     * @param values the values, in the same order; the caller gives the array away
     * @param count the number of fields
     * @return the fields, read-only
     */
    public static Headers ofParsed(String[] names, String[] values, int count) {
        if (count == 0) {
            return EMPTY;
        }
        Headers parsed = new Headers(null, NO_BOUNDS, count, true);
        parsed.names = names;
        parsed.values = values;
        return parsed;
    }

    /** {@return no fields; read-only, and always the same object} */
    public static Headers empty() {
        return EMPTY;
    }

    /** {@return the number of field lines, zero or more} */
    public int size() {
        return count;
    }

    /** {@return whether there is no field at all} */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Returns the name of the field at a position.
     *
     * @param index from zero, below {@link #size}
     * @return the name, in the case it was given in
     * @throws IndexOutOfBoundsException for any other index
     */
    public String name(int index) {
        Objects.checkIndex(index, count);
        if (bytes == null) {
            return names[index];
        }
        if (names.length == 0) {
            names = new String[count];
        }
        String name = names[index];
        if (name == null) {
            int at = index << 2;
            names[index] = name = FieldSyntax.toString(bytes, bounds[at], bounds[at + 1]);
        }
        return name;
    }

    /**
     * Returns the value of the field at a position.
     *
     * @param index from zero, below {@link #size}
     * @return the value
     * @throws IndexOutOfBoundsException for any other index
     */
    public String value(int index) {
        Objects.checkIndex(index, count);
        if (bytes == null) {
            return values[index];
        }
        if (values.length == 0) {
            values = new String[count];
        }
        String value = values[index];
        if (value == null) {
            int at = (index << 2) + 2;
            int start = bounds[at];
            values[index] = value = new String(bytes, start, bounds[at + 1] - start, StandardCharsets.ISO_8859_1);
        }
        return value;
    }

    /**
     * Returns the position of the first field of a name, at or after a position.
     *
     * @param name a field name, in any case
     * @param from where to begin, zero or more
     * @return its position, or -1 when there is none
     */
    public int indexOf(String name, int from) {
        if (bytes == null) {
            for (int i = from; i < count; i++) {
                if (FieldSyntax.equal(names[i], name)) {
                    return i;
                }
            }
            return -1;
        }
        int length = name.length();
        for (int i = from; i < count; i++) {
            int start = bounds[i << 2];
            if (bounds[(i << 2) + 1] - start == length && FieldSyntax.equal(bytes, start, name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Returns the first value of a field.
     *
     * @param name a field name, in any case
     * @return the value, or null when there is no such field
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public @Nullable String get(String name) {
        int i = indexOf(name, 0);
        return i < 0 ? null : value(i);
    }

    /**
     * Returns the first value of a field.
     *
     * @param name a field name, in any case
     * @return the value, or nothing
     */
    public Optional<String> find(String name) {
        return Optional.ofNullable(get(name));
    }

    /**
     * Returns all values of a field in their order.
     *
     * @param name a field name, in any case
     * @return the values; empty when there is no such field
     */
    public List<String> all(String name) {
        List<String> found = new ArrayList<>(2);
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            found.add(value(i));
        }
        return found;
    }

    /**
     * Returns whether a field is there.
     *
     * @param name a field name, in any case
     * @return true when there is at least one
     */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /**
     * Returns whether one of a field's comma-separated values is a token, in any case (RFC 9110 section 5.6.1), as in
     * {@code Connection: keep-alive, Upgrade}. A comma within a quoted string separates nothing.
     *
     * @param name a field name, in any case
     * @param token the token to look for, in any case
     * @return true when one of the field's values lists it
     */
    public boolean containsToken(String name, String token) {
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            if (FieldSyntax.listHasToken(value(i), token)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds a field, after those of the same name.
     *
     * @param name a token
     * @param value a field value; white space around it is dropped
     * @return this
     * @throws IllegalArgumentException where the name is no token or the value holds a forbidden character
     * @throws UnsupportedOperationException where the fields are read-only
     */
    public Headers add(String name, String value) {
        checkWritable();
        append(FieldSyntax.checkName(name), FieldSyntax.checkValue(name, value));
        return this;
    }

    /**
     * Sets a field, in place of all of the same name.
     *
     * @param name a token
     * @param value a field value; white space around it is dropped
     * @return this
     * @throws IllegalArgumentException where the name is no token or the value holds a forbidden character
     * @throws UnsupportedOperationException where the fields are read-only
     */
    public Headers set(String name, String value) {
        checkWritable();
        FieldSyntax.checkName(name);
        String checked = FieldSyntax.checkValue(name, value);
        int i = indexOf(name, 0);
        if (i < 0) {
            append(name, checked);
        } else {
            names[i] = name;
            values[i] = checked;
            removeFrom(name, i + 1);
        }
        return this;
    }

    /**
     * Adds all fields of another set.
     *
     * @param other where they come from
     * @return this
     * @throws UnsupportedOperationException where the fields are read-only
     */
    public Headers addAll(Headers other) {
        checkWritable();
        // Read once: other may be this.
        int added = other.count;
        for (int i = 0; i < added; i++) {
            append(other.name(i), other.value(i));
        }
        return this;
    }

    /**
     * Removes all fields of a name.
     *
     * @param name a field name, in any case
     * @return true when there was one
     * @throws UnsupportedOperationException where the fields are read-only
     */
    public boolean remove(String name) {
        checkWritable();
        return removeFrom(name, 0);
    }

    /**
     * Removes all fields.
     *
     * @throws UnsupportedOperationException where the fields are read-only
     */
    public void clear() {
        checkWritable();
        Arrays.fill(names, 0, count, null);
        Arrays.fill(values, 0, count, null);
        count = 0;
    }

    /** {@return the same fields in a new set, to be changed without changing these} */
    public Headers copy() {
        Headers copy = new Headers();
        copy.reserve(count);
        return copy.addAll(this);
    }

    /**
     * Returns the same fields, not to be changed: a copy, unless these are read-only.
     *
     * @return a set that later changes of this one do not reach
     */
    public Headers readOnly() {
        if (readOnly) {
            return this;
        }
        Headers copy = new Headers(null, NO_BOUNDS, count, true);
        copy.names = Arrays.copyOf(names, count);
        copy.values = Arrays.copyOf(values, count);
        return copy;
    }

    /**
     * Makes these fields read-only from now on, for all who have them: what was sent does not change. Cheaper than
     * {@link #readOnly}, which leaves these as they are.
     *
     * @return this
     */
    public Headers freeze() {
        readOnly = true;
        return this;
    }

    /** {@return an iterator over the fields in their order, which cannot remove} */
    @Override
    public Iterator<Field> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Field next() {
                if (next >= count) {
                    throw new NoSuchElementException();
                }
                Field field = new Field(name(next), value(next));
                next++;
                return field;
            }
        };
    }

    /** Returns the fields, one a line, for logs: values may be secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(name(i)).append(": ").append(value(i)).append('\n');
        }
        return text.toString();
    }

    private void checkWritable() {
        if (readOnly) {
            throw new UnsupportedOperationException("these fields are read-only; copy() makes some to be changed");
        }
    }

    private void append(String name, String value) {
        if (count == names.length) {
            reserve(Math.max(4, count * 2));
        }
        names[count] = name;
        values[count] = value;
        count++;
    }

    private void reserve(int capacity) {
        names = Arrays.copyOf(names, capacity);
        values = Arrays.copyOf(values, capacity);
    }

    private boolean removeFrom(String name, int from) {
        int kept = indexOf(name, from);
        if (kept < 0) {
            return false;
        }
        for (int i = kept + 1; i < count; i++) {
            if (!FieldSyntax.equal(names[i], name)) {
                names[kept] = names[i];
                values[kept] = values[i];
                kept++;
            }
        }
        Arrays.fill(names, kept, count, null);
        Arrays.fill(values, kept, count, null);
        count = kept;
        return true;
    }
}
