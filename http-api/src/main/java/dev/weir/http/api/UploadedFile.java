package dev.weir.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a client has sent in a form, on disk until the {@link Uploads} that it belongs to are closed. Immutable.
 *
 * @param name the name of the form's field
 * @param fileName what the client calls the file, without directories: to be shown, with an escape where it is shown in
 *     HTML, and never to be written to; may be empty
 * @param contentType what the client takes it for, which may be wrong; nothing where it says nothing
 * @param size bytes
 * @param path where it lies, under a name that is not the client's
 */
public record UploadedFile(String name, String fileName, Optional<MediaType> contentType, long size, Path path) {
    /**
     * Opens the file. It is to be closed before the uploads are.
     *
     * @return a stream at its beginning
     * @throws IOException where it has been moved away, the uploads are closed, or the file system fails
     */
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    /**
     * Moves the file to where it stays. It is renamed where both are in one file system, and else copied.
     *
     * @param target a name of the program's own, where nothing is yet
     * @throws FileAlreadyExistsException where something is
     * @throws IOException where it has been moved away, the uploads are closed, or the file system fails
     */
    public void moveTo(Path target) throws IOException {
        Files.move(path, target);
    }
}
