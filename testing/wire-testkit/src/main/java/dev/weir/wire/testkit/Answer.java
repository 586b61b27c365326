package dev.weir.wire.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * A response as it came over the wire, already held against the rules that every response keeps.
 *
 * @param version as the status line has it
 * @param status the code
 * @param fields the header section, in order
 * @param body the content without its framing, one character a byte
 * @param trailers the trailer section
 * @param framing what delimits the content
 */
public record Answer(
        String version, int status, List<Field> fields, String body, List<Field> trailers, Framing framing) {

    /** A field line. */
    public record Field(String name, String value) {}

    /** What delimits the content. */
    public enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        CLOSE
    }

    public static List<String> all(List<Field> fields, String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    public List<String> all(String name) {
        return all(fields, name);
    }

    /** The only value of a field; null when there is none. */
    public String field(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError("more than one " + name + ": " + values);
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    public String trailer(String name) {
        List<String> values = all(trailers, name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Whether {@code Connection} lists an option. */
    public boolean connection(String option) {
        for (String value : all("Connection")) {
            for (String token : value.split(",")) {
                if (token.strip().equalsIgnoreCase(option)) {
                    return true;
                }
            }
        }
        return false;
    }

    public boolean interim() {
        return status < 200 && status != 101;
    }
}
