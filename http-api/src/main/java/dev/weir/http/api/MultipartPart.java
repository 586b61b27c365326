package dev.weir.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One part of {@code multipart/form-data}: a form's field, or a file (RFC 7578 section 4).
 *
 * <p><b>Threads.</b> Used by one thread at a time, and its content not after the next part was asked for.
 */
public final class MultipartPart {
    private static final int BUFFER = 16 << 10;

    private final Headers headers;
    private final String name;
    private final Optional<String> fileName;
    private final InputStream content;

    MultipartPart(Headers headers, String name, Optional<String> sentFileName, InputStream content) {
        this.headers = headers;
        this.name = name;
        this.fileName = sentFileName.map(MultipartPart::lastName);
        this.content = content;
    }

    /** RFC 7578 section 4.2: directories in a name are to be ignored. */
    private static String lastName(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        return last.equals(".") || last.equals("..") ? "" : last;
    }

    /**
     * Returns the part's fields.
     *
     * @return the fields in the order they came, read-only
     */
    public Headers headers() {
        return headers;
    }

    /**
     * Returns the name of the form's field.
     *
     * @return the name, decoded from UTF-8; browsers write a quote in it as {@code %22}, which stays
     */
    public String name() {
        return name;
    }

    /**
     * Returns the name of the file, without directories. It is the client's choice: not the name of a file to write to.
     *
     * @return the name, decoded from UTF-8, empty where no file was chosen; nothing where the part is no file
     */
    public Optional<String> fileName() {
        return fileName;
    }

    /**
     * Returns the part's {@code Content-Type}.
     *
     * @return the type that the client gave; nothing where it gave none, or a malformed one
     */
    public Optional<MediaType> contentType() {
        return headers.find("Content-Type").flatMap(MediaType::parse);
    }

    /**
     * Returns the part's content. It need not be read or closed.
     *
     * @return the stream, always the same; it throws {@link IllegalStateException} once the next part was asked for,
     *     and {@link ContentException} (400) where the request's content ends within the part
     */
    public InputStream content() {
        return content;
    }

    /**
     * Reads the content, or what is left of it, as text.
     *
     * @param maxLength the most bytes, from zero to 2^31 - 9
     * @return the text, decoded from UTF-8
     * @throws HttpError 413 where there is more
     * @throws IllegalArgumentException where the limit is out of its range
     * @throws IOException as the content throws it
     */
    public String text(int maxLength) throws IOException {
        return new String(FormParser.readAll(content, maxLength), StandardCharsets.UTF_8);
    }

    /**
     * Writes the content, or what is left of it, to a new file. Where that fails, in whatever way, there is no file
     * afterwards.
     *
     * @param file the file, which must not be there yet; a name of the program's own, never {@link #fileName}
     * @param maxLength the most bytes, zero or more
     * @return how many bytes were written
     * @throws HttpError 413 where there is more
     * @throws IllegalArgumentException where the limit is negative
     * @throws FileAlreadyExistsException where there is such a file, which stays as it is
     * @throws IOException as the content throws it, or the file system
     */
    public long saveTo(Path file, long maxLength) throws IOException {
        if (maxLength < 0) {
            throw new IllegalArgumentException("a limit is zero or more, not " + maxLength);
        }
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean whole = false;
        try {
            long length = copyTo(out, maxLength);
            whole = true;
            return length;
        } finally {
            if (!whole) {
                Files.deleteIfExists(file);
            }
        }
    }

    private long copyTo(OutputStream file, long maxLength) throws IOException {
        try (file) {
            byte[] buffer = new byte[BUFFER];
            long length = 0;
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                length += n;
                if (length > maxLength) {
                    throw new HttpError(Status.CONTENT_TOO_LARGE, "a file of more than " + maxLength + " bytes");
                }
                file.write(buffer, 0, n);
            }
            return length;
        }
    }
}
