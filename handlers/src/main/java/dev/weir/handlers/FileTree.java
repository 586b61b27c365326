package dev.weir.handlers;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.Status;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files below a root, and no others: symbolic links are followed only as long as they stay below it.
 *
 * <p>A link may be swapped for another between a check and its use, so a file is opened in two steps: its real path is
 * found and checked; then that path, now without links, is walked down from the root with every link refused.
 * Most files have no link on their way, so that walk alone is tried first, with the path as it was asked for.
 */
final class FileTree {
    private static final Set<OpenOption> READ_WITHOUT_LINKS =
            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final UnnameableFiles unnameable = new UnnameableFiles();

    FileTree(Path root) {
        this.root = root;
    }

    /**
     * Something below the root.
     *
     * @param root the root as it really is at this moment
     * @param path the thing without links, below the root
     */
    record Found(Path root, Path path, BasicFileAttributes attributes) {
        /** Its own name, which is not that of a link to it. */
        String name() {
            return path.getFileName().toString();
        }

        boolean isDirectory() {
            return attributes.isDirectory();
        }

        /** Not so for pipes and devices, which would block the thread that opens them. */
        boolean isFile() {
            return attributes.isRegularFile();
        }
    }

    /**
     * A file to read from, to be closed.
     *
     * @param channel the file
     * @param attributes as they were just before it was opened
     * @param coding the content coding that it is one of another file in; empty for none
     * @param facts what is known of one that stays open; null for one that is opened for a single request
     */
    record OpenFile(
            SeekableByteChannel channel,
            BasicFileAttributes attributes,
            String coding,
            OpenFiles.KeptFile.@Nullable Facts facts)
            implements AutoCloseable {
        OpenFile(SeekableByteChannel channel, BasicFileAttributes attributes) {
            this(channel, attributes, "", null);
        }

        OpenFile in(String itsCoding) {
            return new OpenFile(channel, attributes, itsCoding, facts);
        }

        OpenFile with(OpenFiles.KeptFile.Facts known) {
            return new OpenFile(channel, attributes, coding, known);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Finds a file or directory.
     *
     * @param names the names from the root on
     * @return nothing where there is none, or it lies elsewhere
     * @throws HttpError 403 where the program may not look at it
     */
    Optional<Found> find(List<String> names) {
        try {
            // Resolved each time: a root that is a link to the current release may be pointed at the next.
            Path realRoot = root.toRealPath();
            Path path = realRoot;
            for (String name : names) {
                path = path.resolve(name);
            }
            Path real = path.toRealPath();
            if (!real.startsWith(realRoot)) {
                return Optional.empty();
            }
            var attributes = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Found(realRoot, real, attributes));
        } catch (AccessDeniedException e) {
            throw forbidden(e);
        } catch (InvalidPathException e) {
            unnameable.found(e);
            return Optional.empty();
        } catch (IOException _) {
            // Not there, a file where a directory should be, a name that is too long, links in a circle: all one to us.
            return Optional.empty();
        }
    }

    /**
     * Opens a file at once where no link leads to it, as with most; then links need not be resolved.
     *
     * @param names the names from the root on
     * @param sidecars files beside it of which one may be opened in its place; null for none
     * @return nothing where there is a link, or no such file, or this system has no way to walk safely: then {@link #find}
     *     can tell
     */
    Optional<OpenFile> openWithoutLinks(List<String> names, @Nullable Sidecars sidecars) throws IOException {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        try {
            return walk(root, root.getFileSystem().getPath("", names.toArray(String[]::new)), sidecars);
        } catch (FileSystemException | InvalidPathException | HttpError _) {
            // Not there, not a file, a link, or not to be read: the longer way finds out which.
            return Optional.empty();
        }
    }

    /** Opens a file by whichever way there is; nothing where there is none. */
    Optional<OpenFile> openAny(List<String> names) throws IOException {
        Optional<OpenFile> file = openWithoutLinks(names, null);
        if (file.isPresent()) {
            return file;
        }
        Optional<Found> found = find(names).filter(Found::isFile);
        return found.isPresent() ? Optional.of(open(found.get())) : Optional.empty();
    }

    /**
     * Looks whether there is a file, quickly and without care: links are followed anywhere, so only {@link #openAny} can tell
     * whether it may be served.
     *
     * @param suffix what the last name has at its end
     * @return what it is; null where there is nothing
     */
    @Nullable
    BasicFileAttributes glance(List<String> names, String suffix) {
        try {
            Path path = root;
            int last = names.size() - 1;
            for (int i = 0; i < last; i++) {
                path = path.resolve(names.get(i));
            }
            path = path.resolve(names.get(last) + suffix);
            return path.getFileSystem().provider().readAttributesIfExists(path, BasicFileAttributes.class);
        } catch (IOException | InvalidPathException _) {
            return null;
        }
    }

    /**
     * Opens a file that was found.
     *
     * @throws HttpError 404 where it is gone or was replaced by something else, 403 where the program may not read it
     */
    OpenFile open(Found file) throws IOException {
        try {
            Optional<OpenFile> walked = walk(file.root(), file.root().relativize(file.path()), null);
            if (walked.isPresent()) {
                return walked.get();
            }
        } catch (AccessDeniedException e) {
            throw forbidden(e);
        } catch (FileSystemException e) {
            // The root is gone since it was resolved; walk() reports what is wrong below it.
            throw notFound(e);
        }
        // The system has no way to walk safely: at least the last name may not have become a link.
        try {
            var attributes = Files.readAttributes(file.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new OpenFile(openLast(file.path()), attributes);
        } catch (FileSystemException e) {
            throw notFound(e);
        }
    }

    /** Opens a file that is no link; where the file system knows of no way to say so, it is looked at afterwards. */
    private static SeekableByteChannel openLast(Path file) throws IOException {
        try {
            return Files.newByteChannel(file, READ_WITHOUT_LINKS);
        } catch (IllegalArgumentException | UnsupportedOperationException _) {
            // Archives and runtime images take no option but those of StandardOpenOption.
        }
        SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ);
        try {
            if (!file.toRealPath().equals(file)) {
                throw new NoSuchFileException(file.toString());
            }
            channel.position(0);
            return channel;
        } catch (UnsupportedOperationException _) {
            return new ReopeningChannel(file, channel);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Opens a file in a directory that is open; not where a link stands for it. */
    SeekableByteChannel openIn(SecureDirectoryStream<Path> directory, String name) throws IOException {
        return directory.newByteChannel(root.getFileSystem().getPath(name), READ_WITHOUT_LINKS);
    }

    /** Walks down from a root; nothing where the system has no way to do so safely. */
    private static Optional<OpenFile> walk(Path from, Path path, @Nullable Sidecars sidecars) throws IOException {
        try (DirectoryStream<Path> directory = Files.newDirectoryStream(from)) {
            return directory instanceof SecureDirectoryStream<Path> secure
                    ? Optional.of(walk(secure, path, 0, sidecars))
                    : Optional.empty();
        }
    }

    private static OpenFile walk(
            SecureDirectoryStream<Path> directory, Path path, int depth, @Nullable Sidecars sidecars)
            throws IOException {
        Path name = path.getName(depth);
        try {
            if (depth < path.getNameCount() - 1) {
                try (var below = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    return walk(below, path, depth + 1, sidecars);
                }
            }
            var attributes = directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (!attributes.isRegularFile()) {
                throw HttpError.notFound();
            }
            OpenFile coded = sidecars == null ? null : sidecars.open(attributes, directory);
            return coded != null ? coded : new OpenFile(directory.newByteChannel(name, READ_WITHOUT_LINKS), attributes);
        } catch (AccessDeniedException e) {
            throw forbidden(e);
        } catch (FileSystemException e) {
            throw notFound(e);
        }
    }

    private static HttpError forbidden(IOException cause) {
        return new HttpError(Status.FORBIDDEN, "Forbidden", cause);
    }

    private static HttpError notFound(IOException cause) {
        return new HttpError(Status.NOT_FOUND, "Not Found", cause);
    }
}
