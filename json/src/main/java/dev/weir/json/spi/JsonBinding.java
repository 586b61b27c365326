package dev.weir.json.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects of JSON, and JSON of objects. No name of a class in the content decides which class is made.
 *
 * <p><b>Threads.</b> Thread-safe: one serves many requests at once.
 */
public interface JsonBinding {
    /**
     * Reads one value (RFC 8259). Refused are: what is no JSON, anything but white space after the value, a name that
     * an object has twice, a value of another kind than the type asks for, and, unless the settings say otherwise, a
     * property that the type does not have.
     *
     * @param content UTF-8 that was checked, without a byte order mark and not blank; not changed meanwhile
     * @param type what to make
     * @return the value; null where the content says {@code null} and the type has no other value for it
     * @throws JsonFault where the client is to blame
     * @throws RuntimeException where the program is: no value of the type can be made of any JSON
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    @Nullable
    Object read(byte[] content, Type type) throws JsonFault;

    /**
     * Writes one value as UTF-8, without a byte order mark. What fails halfway must not look whole: nothing more is
     * written after it. Flushing and closing {@code out} does nothing.
     *
     * @param out where it goes, piece by piece where it is large
     * @param value the value
     * @throws IOException when {@code out} fails
     * @throws RuntimeException where the value cannot be written
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    void write(OutputStream out, @Nullable Object value) throws IOException;
}
