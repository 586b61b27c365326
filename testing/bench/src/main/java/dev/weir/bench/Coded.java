package dev.weir.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Content codings: gzip, and of brotli, which Java does not have, the one text that is needed. */
final class Coded {
    private Coded() {}

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(content);
        }
        return coded.toByteArray();
    }

    /** {@link Documents#text} in brotli, at its best level. */
    static byte[] brotli() throws IOException {
        try (InputStream in = Coded.class.getResourceAsStream("prose.txt.br")) {
            return in.readAllBytes();
        }
    }

    /** Takes a coding off; of brotli it knows the text that {@link #brotli} is. */
    static byte[] decode(String coding, byte[] content) throws IOException {
        return switch (coding) {
            case "" -> content;
            case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
            case "br" -> {
                if (!Arrays.equals(brotli(), content)) {
                    throw new IOException("other brotli than that of the file");
                }
                yield RequestTarget.PROSE.content().getBytes(StandardCharsets.US_ASCII);
            }
            default -> throw new IOException("an unknown coding: " + coding);
        };
    }
}
