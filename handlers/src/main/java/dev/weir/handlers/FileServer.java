package dev.weir.handlers;

import dev.weir.handlers.FileTree.Found;
import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.http.api.ContentSniffer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpDate;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.MediaType;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves the files below a directory.
 *
 * <pre>{@code
 * mux.handle("/static/", Handlers.stripPrefix("/static", FileServer.of(Path.of("public"))));
 * }</pre>
 *
 * <p><b>What is served.</b> GET and HEAD of regular files, by the path of the request; anything else is 405. A
 * directory is served by its {@code index.html}, or, where that was asked for, by a list of its files; {@code /dir} is
 * redirected to {@code /dir/}. Nothing outside the directory is ever served, whatever the path holds and wherever links
 * lead; links that stay inside are followed. Files whose name begins with a dot are not found, but for
 * {@code /.well-known} (RFC 8615). On Windows the names of devices, streams and the short names of other files
 * ({@code GIT~1}) are not found either.
 *
 * <p><b>How.</b> With {@code Content-Type} by the extension of the name that was asked for, else of the name of the file
 * that a link leads to, else by the first bytes; {@code Content-Length}, {@code Last-Modified} and {@code ETag}. The
 * conditions of RFC 9110 section 13 are honoured, and so is a {@code Range} of one part; a request for several parts gets
 * the whole file. A file that is cut short while it is sent cuts the response off, so that the client can see that it is
 * not whole.
 *
 * <p>A {@code Content-Type} that is set before stays. With a {@code Content-Encoding} that is set before, for a file that
 * is compressed already or by a handler that compresses, the whole file is served, without a length and with a weak
 * {@code ETag}.
 *
 * <p><b>Where from.</b> Directories of any file system, such as that of an archive
 * ({@link java.nio.file.FileSystems#newFileSystem(Path)}), or that of the runtime image; these hold a whole file in
 * memory while it is sent. Names outside ASCII are found only where Java runs in a locale that has them, such as
 * {@code C.UTF-8}; without one, a line in the log of this class says so once.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class FileServer implements Handler {
    /** Large enough that calls cost little beside copying, small enough for thousands at once. */
    private static final int BUFFER_SIZE = 64 << 10;

    private final FileTree tree;
    private final String index;
    private final boolean hidden;
    private final boolean listing;
    private final Optional<String> cacheControl;

    private FileServer(Builder builder) {
        this.tree = new FileTree(builder.root);
        this.index = builder.index;
        this.hidden = builder.hidden;
        this.listing = builder.listing;
        this.cacheControl = builder.cacheControl;
    }

    /**
     * Serves a directory with everything as it is by default.
     *
     * @param root the directory; looked up for each request, so it need not be there yet and may be a link
     * @return the handler
     */
    public static FileServer of(Path root) {
        return builder(root).build();
    }

    /**
     * Begins to build a file server.
     *
     * @param root the directory; looked up for each request, so it need not be there yet and may be a link
     * @return a builder
     */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /**
     * Builds a file server.
     *
     * <p><b>Threads.</b> Not thread-safe.
     */
    public static final class Builder {
        private final Path root;
        private String index = "index.html";
        private boolean hidden;
        private boolean listing;
        private Optional<String> cacheControl = Optional.empty();

        private Builder(Path root) {
            this.root = Objects.requireNonNull(root, "root");
        }

        /**
         * Sets the name of the file that stands for its directory.
         *
         * @param name a file name; {@code index.html} without this
         * @return this
         * @throws IllegalArgumentException where it is no name of a file
         */
        public Builder index(String name) {
            if (!FileName.isValid(name)) {
                throw new IllegalArgumentException("not a file name: " + name);
            }
            index = name;
            return this;
        }

        /**
         * Sets whether files and directories are served whose name begins with a dot. They hold what is not meant for
         * others more often than not ({@code .git}, {@code .env}).
         *
         * @param serve false without this
         * @return this
         */
        public Builder hiddenFiles(boolean serve) {
            hidden = serve;
            return this;
        }

        /**
         * Sets whether a directory without an index is answered with a list of its files, at most 10,000.
         *
         * @param list false without this: such a directory is 404
         * @return this
         */
        public Builder listing(boolean list) {
            listing = list;
            return this;
        }

        /**
         * Sets the {@code Cache-Control} field that goes with every file (RFC 9111 section 5.2).
         *
         * @param value a field value, such as {@code max-age=3600}; without this there is no such field
         * @return this
         * @throws IllegalArgumentException where it may not stand in a field
         */
        public Builder cacheControl(String value) {
            cacheControl = Optional.of(new Headers().add("Cache-Control", value).value(0));
            return this;
        }

        /**
         * Builds it.
         *
         * @return the handler
         */
        public FileServer build() {
            return new FileServer(this);
        }
    }

    /**
     * Answers with a file.
     *
     * @param w the response
     * @param r the request
     * @throws HttpError 404 where there is no such file, 403 where this program may not read it, 405 for a method other
     *     than GET and HEAD, 412 and 416 where the request's conditions or range say so
     * @throws IOException where the file cannot be read or the client is gone
     */
    @Override
    public void serve(ResponseWriter w, Request r) throws IOException {
        if (!r.method().equals(HttpMethod.GET) && !r.method().equals(HttpMethod.HEAD)) {
            throw HttpError.methodNotAllowed("GET, HEAD");
        }
        FilePath path = FilePath.parse(r.rawPath(), hidden).orElseThrow(HttpError::notFound);
        if (!path.directory()) {
            Optional<OpenFile> file = tree.openWithoutLinks(path.names());
            if (file.isPresent()) {
                serveFile(w, r, path.names().getLast(), "", file.get());
                return;
            }
        }
        Found found = tree.find(path.names()).orElseThrow(HttpError::notFound);
        if (found.isDirectory()) {
            serveDirectory(w, r, path, found);
        } else if (found.isFile() && !path.directory()) {
            serveFile(w, r, path.names().getLast(), found.name(), tree.open(found));
        } else {
            throw HttpError.notFound();
        }
    }

    private void serveDirectory(ResponseWriter w, Request r, FilePath path, Found directory) throws IOException {
        Optional<Found> page = tree.find(path.and(index)).filter(Found::isFile);
        if (page.isEmpty() && !listing) {
            throw HttpError.notFound();
        }
        if (!path.directory()) {
            redirect(w, r, r.rawPath());
        } else if (isPrefixAlone(r)) {
            redirect(w, r, r.pathPrefix());
        } else if (page.isPresent()) {
            serveFile(w, r, index, page.get().name(), tree.open(page.get()));
        } else {
            cacheControl.ifPresent(value -> w.header("Cache-Control", value));
            byte[] list =
                    Listing.page(directory.path(), path.names().size(), hidden).getBytes(StandardCharsets.UTF_8);
            w.header("Content-Type", "text/html; charset=utf-8");
            if (!isCoded(w)) {
                w.header("Content-Length", Integer.toString(list.length));
            }
            w.write(list);
        }
    }

    /** Returns whether the client has asked for the root by a prefix alone, without the slash that its files would follow. */
    private static boolean isPrefixAlone(Request r) {
        if (!r.rawPath().equals("/") || r.pathPrefix().isEmpty()) {
            return false;
        }
        int query = r.target().indexOf('?');
        return r.target().substring(0, query < 0 ? r.target().length() : query).endsWith(r.pathPrefix());
    }

    /**
     * Sends the client to the same path with a slash at its end. The place is given relative to the path that the client
     * has asked for, as a prefix may have been taken off it; {@code ./} keeps a name with a colon from being a scheme.
     */
    private static void redirect(ResponseWriter w, Request r, String path) {
        String query = r.query().isEmpty() ? "" : "?" + r.query();
        w.status(Status.TEMPORARY_REDIRECT);
        w.header("Location", "./" + path.substring(path.lastIndexOf('/') + 1) + "/" + query);
    }

    /**
     * Serves a file.
     *
     * @param asked the name that it was asked for by
     * @param name its own, where a link was asked for
     */
    private void serveFile(ResponseWriter w, Request r, String asked, String name, OpenFile opened) throws IOException {
        try (OpenFile file = opened) {
            long size = file.channel().size();
            var own = Validators.of(file.attributes().lastModifiedTime().toInstant(), size, Instant.now());
            var validators = isCoded(w) ? own.weak() : own;
            switch (validators.evaluate(r.headers())) {
                case FAILED -> throw new HttpError(Status.PRECONDITION_FAILED);
                case NOT_MODIFIED -> {
                    // RFC 9110 section 15.4.5: with an ETag nothing else of the representation's fields is wanted
                    w.status(Status.NOT_MODIFIED).header("ETag", validators.field());
                    cacheControl.ifPresent(value -> w.header("Cache-Control", value));
                }
                case PROCEED -> proceed(w, r, asked, name, file.channel(), size, validators);
            }
        }
    }

    /**
     * Returns whether something before has said that the content is coded: a handler that serves files which are compressed
     * already, or one around this that compresses what is written. Which octets go out is not known here, so that neither
     * their length nor a part of them can be named.
     */
    private static boolean isCoded(ResponseWriter w) {
        return w.headers().contains("Content-Encoding");
    }

    private void proceed(
            ResponseWriter w,
            Request r,
            String asked,
            String name,
            SeekableByteChannel file,
            long size,
            Validators validators)
            throws IOException {
        boolean coded = isCoded(w);
        // Section 14.2: a range is for GET alone
        boolean ranged = !coded && r.method().equals(HttpMethod.GET) && validators.allowRange(r.headers());
        ByteRange range = ranged ? ByteRange.parse(r.headers(), size) : new ByteRange.Whole();
        if (range instanceof ByteRange.Unsatisfiable) {
            throw new HttpError(Status.RANGE_NOT_SATISFIABLE).with("Content-Range", "bytes */" + size);
        }
        if (!w.headers().contains("Content-Type")) {
            contentType(asked, name, file, coded).ifPresent(type -> w.header("Content-Type", type));
        }
        w.header("ETag", validators.field());
        w.header("Last-Modified", HttpDate.format(validators.modified()));
        cacheControl.ifPresent(value -> w.header("Cache-Control", value));
        long start = 0;
        long length = size;
        if (range instanceof ByteRange.Part part) {
            start = part.start();
            length = part.length();
            w.status(Status.PARTIAL_CONTENT);
            w.header("Content-Range", "bytes " + start + "-" + (start + length - 1) + "/" + size);
        }
        if (!coded) {
            w.header("Accept-Ranges", "bytes");
            w.header("Content-Length", Long.toString(length));
        }
        if (r.method().equals(HttpMethod.GET)) {
            send(file, start, length, w);
        }
    }

    /**
     * By the extension of the name that was asked for, else of the file's own, else by the first bytes: the file's, also
     * where only a part of it is sent.
     */
    private static Optional<String> contentType(String asked, String name, SeekableByteChannel file, boolean coded)
            throws IOException {
        Optional<MediaType> byName = MediaType.ofFileName(asked).or(() -> MediaType.ofFileName(name));
        if (byName.isPresent() || coded) {
            // The first bytes of what is compressed say that it is, and not what of.
            return byName.map(MediaType::toString);
        }
        file.position(0);
        ByteBuffer start = ByteBuffer.allocate(ContentSniffer.MAX_LENGTH);
        while (start.hasRemaining() && file.read(start) >= 0) {
            // until there is enough, or the end
        }
        return Optional.of(ContentSniffer.sniff(start.array(), 0, start.position()));
    }

    private static void send(SeekableByteChannel file, long start, long length, ResponseWriter w) throws IOException {
        if (file instanceof FileChannel channel) {
            w.transferFrom(channel, start, length);
        } else {
            // The files of an archive, for example, are none of the system's.
            copy(file, start, length, w);
        }
    }

    /** Throws where the file was truncated, so that the response is aborted: it may have no Content-Length to miss. */
    static void copy(SeekableByteChannel file, long start, long length, ResponseWriter w) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length, BUFFER_SIZE)];
        file.position(start);
        long left = length;
        while (left > 0) {
            int n = file.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(left, buffer.length)));
            if (n < 0) {
                throw new EOFException("the file ends before the " + length + " bytes from " + start);
            }
            w.write(buffer, 0, n);
            left -= n;
        }
    }
}
