package dev.weir.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A form with files ({@code multipart/form-data}) that was read as a whole: its fields are in memory, its files on disk
 * in a directory of their own, which goes when this is closed. {@link Request#multipart} reads such a form part by part
 * instead.
 *
 * <pre>{@code
 * try (Uploads uploads = Uploads.read(r, Uploads.Limits.of(1, 5 << 20))) {
 *     UploadedFile photo = uploads.required("photo");
 *     photo.moveTo(photos.resolve(UUID.randomUUID().toString()));
 *     w.write(uploads.form().required("title"));
 * }
 * }</pre>
 *
 * <p>Where reading fails, because the form is malformed or over a limit, the client goes away, or the disk is full,
 * nothing of it stays. A field of which the browser sent no file is none. No name that a client has sent becomes part
 * of a path.
 *
 * <p><b>Threads.</b> Used by one thread at a time; the form and the files may be used by all.
 */
public final class Uploads implements AutoCloseable {
    /**
     * What a form may hold.
     *
     * @param files the most files; more are 400
     * @param fileBytes the most bytes of a file; more are 413
     * @param totalBytes the most bytes of the request's content, with all boundaries and fields; more are 413
     * @param fields the most fields that are no files; more are 400
     * @param fieldBytes the most bytes that the values of these have together; more are 413. They are kept in memory
     */
    public record Limits(int files, long fileBytes, long totalBytes, int fields, int fieldBytes) {
        private static final int FIELDS = 1000;
        private static final int FIELD_BYTES = 1 << 20;
        /** For boundaries and the parts' own fields. */
        private static final long FRAMING_BYTES = 1 << 20;

        /**
         * Checks all.
         *
         * @throws IllegalArgumentException where one is negative
         */
        public Limits {
            if (files < 0 || fileBytes < 0 || totalBytes < 0 || fields < 0 || fieldBytes < 0) {
                throw new IllegalArgumentException("limits are zero or more");
            }
        }

        /**
         * Returns limits for files, with 1000 fields of 1 MiB together beside them. The total is what these make at
         * most, and 1 MiB.
         *
         * @param files the most files
         * @param fileBytes the most bytes of a file
         * @return the limits
         * @throws IllegalArgumentException where one is negative, or both make more than 2^62 bytes
         */
        public static Limits of(int files, long fileBytes) {
            if (files > 0 && fileBytes > (1L << 62) / files) {
                throw new IllegalArgumentException(files + " files of " + fileBytes + " bytes are too much");
            }
            return new Limits(files, fileBytes, files * fileBytes + FIELD_BYTES + FRAMING_BYTES, FIELDS, FIELD_BYTES);
        }
    }

    private final Limits limits;
    private final Path directory;
    private final List<UploadedFile> files = new ArrayList<>();
    private final List<Form.Parameter> fields = new ArrayList<>();
    private int fieldBytes;
    private Form form = new Form(List.of(), null);

    private Uploads(Limits limits, Path directory) {
        this.limits = limits;
        this.directory = directory;
    }

    /**
     * Reads a form to its end. Its files lie in the system's directory for such ({@code java.io.tmpdir}).
     *
     * @param r the request
     * @param limits what it may hold
     * @return the form, to be closed
     * @throws HttpError 413 or 400 where it is over a limit, or 415 or 400 as {@link Request#multipart} does
     * @throws IllegalStateException where the content was read before
     * @throws IOException as the content throws it, or the file system
     */
    public static Uploads read(Request r, Limits limits) throws IOException {
        return read(r, limits, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Reads a form to its end.
     *
     * @param r the request
     * @param limits what it may hold
     * @param parent where a directory for its files is made, which others cannot read. In the file system in which the
     *     files are to stay, {@link UploadedFile#moveTo} copies nothing
     * @return the form, to be closed
     * @throws HttpError 413 or 400 where it is over a limit, or 415 or 400 as {@link Request#multipart} does
     * @throws IllegalStateException where the content was read before
     * @throws IOException as the content throws it, or the file system
     */
    public static Uploads read(Request r, Limits limits, Path parent) throws IOException {
        // The head is looked at before anything is made.
        MultipartReader parts = r.withContentLimit(limits.totalBytes).multipart();
        Uploads uploads = new Uploads(limits, Files.createTempDirectory(parent, "weir-upload-"));
        try {
            for (var part = parts.next(); part.isPresent(); part = parts.next()) {
                uploads.add(part.get());
            }
            uploads.form = new Form(List.copyOf(uploads.fields), null);
            return uploads;
        } catch (IOException | RuntimeException | Error e) {
            try {
                uploads.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void add(MultipartPart part) throws IOException {
        if (part.fileName().isPresent()) {
            addFile(part, part.fileName().get());
            return;
        }
        if (fields.size() == limits.fields) {
            throw HttpError.badRequest("more than " + limits.fields + " fields");
        }
        byte[] value = FormParser.readAll(part.content(), limits.fieldBytes - fieldBytes);
        fieldBytes += value.length;
        fields.add(new Form.Parameter(part.name(), new String(value, StandardCharsets.UTF_8)));
    }

    private void addFile(MultipartPart part, String fileName) throws IOException {
        if (files.size() == limits.files) {
            if (!fileName.isEmpty() || part.content().read() >= 0) {
                throw HttpError.badRequest("more than " + limits.files + " files");
            }
            return;
        }
        Path path = directory.resolve(Integer.toString(files.size()));
        long size = part.saveTo(path, limits.fileBytes);
        if (size == 0 && fileName.isEmpty()) {
            // What a browser sends for a field without a file.
            Files.delete(path);
        } else {
            files.add(new UploadedFile(part.name(), fileName, part.contentType(), size, path));
        }
    }

    /**
     * Returns the fields that are no files.
     *
     * @return the form, decoded from UTF-8
     */
    public Form form() {
        return form;
    }

    /**
     * Returns the files.
     *
     * @return all of them in their order, not to be changed
     */
    public List<UploadedFile> files() {
        return List.copyOf(files);
    }

    /**
     * Returns the first file of a field.
     *
     * @param name the field's name
     * @return the file, or nothing
     */
    public Optional<UploadedFile> find(String name) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /**
     * Returns the first file of a field that must be there.
     *
     * @param name the field's name
     * @return the file
     * @throws HttpError 400 where there is none; it names the field
     */
    public UploadedFile required(String name) {
        return find(name).orElseThrow(() -> HttpError.badRequest("the file " + name + " is missing"));
    }

    /**
     * Deletes the files that were not moved away. Does nothing the second time.
     *
     * @throws IOException where the file system fails
     */
    @Override
    public void close() throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> all = Files.list(directory)) {
            left = all.toList();
        }
        for (Path path : left) {
            Files.deleteIfExists(path);
        }
        Files.deleteIfExists(directory);
    }
}
