package dev.weir.conformance;

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
 * @param framing how the end of the content is told
 */
record Answer(
        String version, int status, List<Field> fields, String body, List<Field> trailers, Framing framing) {

    /** A field line. */
    record Field(String name, String value) {}

    /** How the end of the content is told. */
    enum Framing { NONE, LENGTH, CHUNKED, CLOSE }

    static List<String> all(List<Field> fields, String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    List<String> all(String name) {
        return all(fields, name);
    }

    /** The only value of a field; null when there is none. */
    String field(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError("more than one " + name + ": " + values);
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    String trailer(String name) {
        List<String> values = all(trailers, name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Whether {@code Connection} lists an option. */
    boolean connection(String option) {
        for (String value : all("Connection")) {
            for (String token : value.split(",")) {
                if (token.strip().equalsIgnoreCase(option)) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean interim() {
        return status < 200 && status != 101;
    }
}
