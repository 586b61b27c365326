package dev.weir.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer of HTTP/1.1, read to its end.
 *
 * @param status the status
 * @param fields the fields by their names in small letters; the values of several with one name are joined
 * @param content the content as it came, without chunks
 */
record Answer(int status, Map<String, String> fields, byte[] content) {
    /** Reads one, by its length or in chunks; the connection may stay open. */
    static Answer read(InputStream in) throws IOException {
        String first = line(in);
        if (!first.matches("HTTP/1\\.1 \\d{3}( .*)?")) {
            throw new IOException("no status line: " + first);
        }
        Map<String, String> fields = fields(in);
        byte[] content;
        if (fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            content = chunks(in);
        } else {
            content = exactly(in, Integer.parseInt(fields.getOrDefault("content-length", "0")));
        }
        return new Answer(Integer.parseInt(first.substring(9, 12)), fields, content);
    }

    /** A field's value; empty where there is none. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    /** The content without its coding. */
    byte[] decoded() throws IOException {
        return Coded.decode(field("content-encoding"), content);
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
            fields.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        return fields;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in).replaceFirst(";.*", "").strip(), 16);
            if (size == 0) {
                fields(in);
                return content.toByteArray();
            }
            content.write(exactly(in, size));
            line(in);
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection has ended within an answer");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
