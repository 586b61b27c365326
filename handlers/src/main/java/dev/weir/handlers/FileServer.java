package dev.weir.handlers;

import dev.weir.handlers.FileTree.Found;
import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.handlers.OpenFiles.KeptFile;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.AcceptWeights;
import dev.weir.http.api.internal.Ascii;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * conditions of RFC 9110 section 13 are honoured, and so is {@code Range}: one part, or up to ten that do not overlap, which
 * go out as {@code multipart/byteranges}; a request for more gets the whole file. A file that is cut short while it is sent
 * cuts the response off, so that the client can see that it is not whole.
 *
 * <p>A {@code Content-Type} that is set before stays. With a {@code Content-Encoding} that is set before, for a file that
 * is compressed already or by a handler that compresses, the whole file is served, without a length and with a weak
 * {@code ETag}.
 *
 * <p><b>Where from.</b> Directories of any file system, such as that of an archive
 * ({@link java.nio.file.FileSystems#newFileSystem(Path)}), or that of the runtime image; and with {@link #ofResource} a folder
 * of the program's own, wherever that was put. Archives hold a whole file in memory while it is sent. Names outside ASCII
 * are found only where Java runs in a locale that has them, such as {@code C.UTF-8}; without one, a line in the log of this
 * class says so once.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class FileServer implements Handler {
    private final FileTree tree;
    private final String index;
    private final boolean hidden;
    private final @Nullable FileListing listing;
    private final CacheRules cache;
    private final boolean precompressed;
    private final FileSender sender;
    private final @Nullable String fallback;
    /** Null where each request opens its file. */
    private final @Nullable OpenFiles kept;

    private FileServer(Builder builder) {
        this.tree = new FileTree(builder.root);
        this.index = builder.index;
        this.hidden = builder.hidden;
        this.listing = builder.listing;
        this.cache = new CacheRules(builder.rules, builder.hashed, builder.cacheControl);
        this.precompressed = builder.precompressed;
        this.sender = new FileSender(tree, Map.copyOf(builder.types), builder.resource ? new ContentTags() : null);
        this.fallback = builder.fallback;
        this.kept = builder.openFiles == 0 ? null : new OpenFiles(builder.openFiles, builder.openTime);
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
     * Serves a folder that comes with the program, with everything as it is by default.
     *
     * @param anchor a class from the same place, as for {@link #builderOfResource}
     * @param folder names from the root of that place on
     * @return the handler
     * @throws IllegalArgumentException as for {@link #builderOfResource}
     */
    public static FileServer ofResource(Class<?> anchor, String folder) {
        return builderOfResource(anchor, folder).build();
    }

    /**
     * Begins to build a file server.
     *
     * @param root the directory; looked up for each request, so it need not be there yet and may be a link
     * @return a builder
     */
    public static Builder builder(Path root) {
        return new Builder(root, false);
    }

    /**
     * Begins to build a file server over a folder that comes with the program, in the way that this runs: from a directory of
     * classes, a jar on the class path or module path, or an image made by {@code jlink}. A jar needs the module
     * {@code jdk.zipfs}, and stays open. No package has to be opened; the folder should be no package, whose classes would be
     * served. Out of a jar or image, files have an {@code ETag} by their content, as all of them may have the same time in
     * every version, and the start of the program as their {@code Last-Modified}.
     *
     * @param anchor a class from the same module, jar or directory of classes
     * @param folder names from the root of that place on, such as {@code site} or {@code web/site}; not empty
     * @return a builder
     * @throws IllegalArgumentException where there is no such folder, or a jar cannot be read for want of {@code jdk.zipfs};
     *     says where it was looked for
     */
    public static Builder builderOfResource(Class<?> anchor, String folder) {
        Path root = ResourceRoot.find(anchor, folder);
        return new Builder(root, root.getFileSystem() != FileSystems.getDefault());
    }

    /**
     * Builds a file server.
     *
     * <p><b>Threads.</b> Not thread-safe.
     */
    public static final class Builder {
        private final Path root;
        private final boolean resource;
        private final List<String> rules = new ArrayList<>();
        private final Map<String, String> types = new HashMap<>();
        private String index = "index.html";
        private boolean hidden;
        private boolean hashed;
        private boolean precompressed;
        private @Nullable FileListing listing;
        private @Nullable String cacheControl;
        private @Nullable String fallback;
        private int openFiles;
        private Duration openTime = Duration.ZERO;

        private Builder(Path root, boolean resource) {
            this.root = Objects.requireNonNull(root, "root");
            this.resource = resource;
        }

        /**
         * Sets the name of the file that stands for its directory.
         *
         * @param name a file name; {@code index.html} without this
         * @return this
         * @throws IllegalArgumentException where it is no name of a file
         */
        public Builder index(String name) {
            index = fileName(name);
            return this;
        }

        private static String fileName(String name) {
            if (!FileName.isValid(name)) {
                throw new IllegalArgumentException("not a file name: " + name);
            }
            return name;
        }

        private static String fieldValue(String field, String value) {
            return new Headers().add(field, value).value(0);
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
            listing = list ? (r, entries, more) -> Listing.plain(entries, more) : null;
            return this;
        }

        /**
         * Has a directory without an index answered with a page of the program's own.
         *
         * @param page makes the page
         * @return this
         */
        public Builder listing(FileListing page) {
            listing = Objects.requireNonNull(page, "page");
            return this;
        }

        /**
         * Sets whether files beside a file hold the same in a content coding: {@code app.js.zst}, {@code app.js.br} and
         * {@code app.js.gz} of {@code app.js}. Of those that the client accepts it gets the one that it weighs most
         * ({@code Accept-Encoding}, RFC 9110 section 12.5.3), of equal ones the smallest, with the type of the file, an
         * {@code ETag} of its own, {@code Content-Encoding} and {@code Vary}; a range is one of the coded bytes. One that is
         * older than the file by more than two seconds, or not smaller, is ignored. Costs three looks into the directory for
         * each request, unless there are {@link #openFiles}.
         *
         * @param look false without this
         * @return this
         */
        public Builder precompressed(boolean look) {
            precompressed = look;
            return this;
        }

        /**
         * Sets the page for paths without a file, for an application whose script reads the path. It answers GET and HEAD of
         * a path whose last name has no dot, from a client that names {@code text/html} in {@code Accept}, as a browser does
         * that opens a page: a script that asks for data gets 404. With status 200, {@code Cache-Control: no-cache} and
         * {@code Vary: Accept}.
         *
         * @param name a file at the root, such as {@code index.html}
         * @return this
         * @throws IllegalArgumentException where it is no name of a file
         */
        public Builder fallback(String name) {
            fallback = fileName(name);
            return this;
        }

        /**
         * Sets the type of files by the extension of their name, in place of the usual one.
         *
         * @param extension without a dot, in any case, such as {@code md}
         * @param contentType a field value, such as {@code text/markdown; charset=utf-8}
         * @return this
         * @throws IllegalArgumentException where the type may not stand in a field, or the extension has a dot
         */
        public Builder type(String extension, String contentType) {
            if (extension.isEmpty() || extension.indexOf('.') >= 0) {
                throw new IllegalArgumentException("an extension without a dot: " + extension);
            }
            types.put(Ascii.lower(extension), fieldValue("Content-Type", contentType));
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
            cacheControl = fieldValue("Cache-Control", value);
            return this;
        }

        /**
         * Sets the {@code Cache-Control} field of some files, before that of all. Of several patterns that match, the one that
         * was given first counts.
         *
         * @param pattern a name such as {@code *.html}, or with a slash first a path from the root, such as
         *     {@code /assets/*}; a star stands for any characters, slashes too; letters in their case
         * @param value a field value, such as {@code no-cache}
         * @return this
         * @throws IllegalArgumentException where the value may not stand in a field, or the pattern can match nothing
         */
        public Builder cacheControl(String pattern, String value) {
            if (pattern.isEmpty() || pattern.indexOf('/') > 0) {
                throw new IllegalArgumentException("a name, or a path that begins with a slash: " + pattern);
            }
            rules.add(pattern);
            rules.add(fieldValue("Cache-Control", value));
            return this;
        }

        /**
         * Has files that no pattern matches, and whose names hold a hash of their content, kept by clients for a year without
         * asking again ({@code immutable}, RFC 8246), as bundlers name them: {@code app.3f9a2b1c.js},
         * {@code index-B7x9kLm2.css}. A hash has eight characters or more, among them digits and letters: hexadecimal in lower
         * case, or letters in both cases; or eight of capitals and digits. So words, dates and versions are none.
         *
         * @return this
         */
        public Builder immutableHashedNames() {
            hashed = true;
            return this;
        }

        /**
         * Keeps files open between requests, with their attributes, validators and types, and with what {@link #precompressed}
         * has found beside them or not: a request for one of these makes no look at the file system but to read. For sites
         * whose files change seldom, and are replaced by renaming others into their place.
         *
         * <p>Whatever happens to a file is seen when it is looked for anew, so at the latest after the time: that it was
         * replaced, deleted or locked, that a link on its way or the root leads elsewhere, that there is a sidecar now. Until
         * then what was opened is served, whole and with its own validators where it was replaced or deleted. A file that is
         * written in its place is served as it is then, with the old validators and no more than the old length; one that was
         * cut short breaks the response off, and is looked for anew with the next request. That there is no file is not kept.
         *
         * <p>Each takes a descriptor, and so does each sidecar. Where there are too many, those go that were not asked for of
         * late, and files that are being sent are closed afterwards. What was not looked for anew is closed by itself, after
         * twice the time (and 200 ms) at most: nothing has to be closed with the server. Files of archives and of the runtime
         * image are not kept.
         *
         * @param most how many descriptors, sidecars counted, from 1; those of requests that are being answered may come on
         *     top
         * @param time how long a file is not looked for anew, more than zero and at most a day
         * @return this
         * @throws IllegalArgumentException where one of them is out of its range
         */
        public Builder openFiles(int most, Duration time) {
            if (most < 1) {
                throw new IllegalArgumentException("one open file or more, not " + most);
            }
            if (time.isZero() || time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("more than no time and at most a day, not " + time);
            }
            openFiles = most;
            openTime = time;
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
        KeptFile known = kept == null ? null : kept.takeByPath(r.rawPath());
        if (known != null) {
            serveKept(w, r, known.names, known, known.caching);
            return;
        }
        FilePath path = FilePath.parse(r.rawPath(), hidden).orElseThrow(HttpError::notFound);
        if (kept != null) {
            List<String> asked = path.directory() ? path.and(index) : path.names();
            KeptFile file = path.directory() && isPrefixAlone(r) ? null : kept.take(key(asked));
            if (file != null) {
                serveKept(w, r, asked, file, cache.value(asked));
                return;
            }
        }
        if (!path.directory()) {
            Optional<OpenFile> file =
                    tree.openWithoutLinks(path.names(), kept != null ? null : sidecars(w, r, path.names(), null));
            if (file.isPresent()) {
                String caching = cache.value(path.names());
                if (kept != null) {
                    serveFound(w, r, path.names(), "", file.get(), caching);
                } else {
                    serveFile(w, r, path.names(), "", file.get(), caching);
                }
                return;
            }
        }
        Found found = tree.find(path.names()).orElse(null);
        if (found != null && found.isFile() && !path.directory()) {
            serveFound(w, r, path.names(), found.name(), tree.open(found), cache.value(path.names()));
        } else if (found == null || !found.isDirectory() || !serveDirectory(w, r, path, found)) {
            serveFallback(w, r, path);
        }
    }

    /** Answers where there is no file: with the page that is for all paths, or with 404. */
    private void serveFallback(ResponseWriter w, Request r, FilePath path) throws IOException {
        if (fallback == null || !isForPage(path)) {
            throw HttpError.notFound();
        }
        Sidecars.vary(w, "Accept");
        if (AcceptWeights.of(r.headers().all("Accept")).named("text/html") <= 0) {
            throw HttpError.notFound();
        }
        List<String> page = List.of(fallback);
        KeptFile file = kept == null ? null : kept.take(fallback);
        if (file != null) {
            serveKept(w, r, page, file, "no-cache");
        } else {
            serveFound(w, r, page, "", tree.openAny(page).orElseThrow(HttpError::notFound), "no-cache");
        }
    }

    /** Returns whether a path may be one of an application: what has an extension is a file that is missing. */
    private static boolean isForPage(FilePath path) {
        boolean plain = path.names().isEmpty() || path.names().getLast().indexOf('.') < 0;
        return plain && !path.names().isEmpty() && !path.names().getFirst().startsWith(".");
    }

    /** Returns false where the directory has nothing to show. */
    private boolean serveDirectory(ResponseWriter w, Request r, FilePath path, Found directory) throws IOException {
        List<String> names = path.and(index);
        Found page = tree.find(names).filter(Found::isFile).orElse(null);
        if (page == null && listing == null) {
            return false;
        }
        if (!path.directory()) {
            redirect(w, r, r.rawPath());
        } else if (isPrefixAlone(r)) {
            redirect(w, r, r.pathPrefix());
        } else if (page != null) {
            serveFound(w, r, names, page.name(), tree.open(page), cache.value(names));
        } else if (listing != null) {
            FileSender.cacheControl(w, cache.other());
            byte[] list = Listing.page(
                            listing, r, directory.path(), path.names().size(), hidden)
                    .getBytes(StandardCharsets.UTF_8);
            w.header("Content-Type", "text/html; charset=utf-8");
            if (!FileSender.isCoded(w)) {
                w.header("Content-Length", Integer.toString(list.length));
            }
            w.write(list);
        }
        return true;
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

    private @Nullable Sidecars sidecars(
            ResponseWriter w, Request r, List<String> names, @Nullable OpenFile @Nullable [] open) {
        return precompressed && !FileSender.isCoded(w) ? new Sidecars(w, r, tree, names, open) : null;
    }

    /** Serves a file, or the one beside it that holds it in a coding; keeps both or closes them. */
    private void serveFound(
            ResponseWriter w, Request r, List<String> asked, String name, OpenFile plain, @Nullable String caching)
            throws IOException {
        if (kept != null && plain.channel() instanceof FileChannel) {
            KeptFile file = keep(asked, name, plain, kept.until());
            kept.add(file);
            serveKept(w, r, asked, file, caching);
            return;
        }
        try (plain) {
            Sidecars sidecars = sidecars(w, r, asked, null);
            OpenFile coded = sidecars == null ? null : sidecars.open(plain.attributes(), null);
            serveFile(w, r, asked, name, coded == null ? plain : coded, caching);
        }
    }

    /**
     * Serves a file, and closes it.
     *
     * @param asked the names that it was asked for by
     * @param name its own, where a link was asked for
     * @param opened the file, or the one beside it that holds it in a coding
     * @param caching the value of {@code Cache-Control}; null for none
     */
    private void serveFile(
            ResponseWriter w, Request r, List<String> asked, String name, OpenFile opened, @Nullable String caching)
            throws IOException {
        try (OpenFile file = opened) {
            sender.send(w, r, asked, name, file, caching);
        }
    }

    // ---- files that stay open

    private static String key(List<String> asked) {
        return asked.size() == 1 ? asked.getFirst() : String.join("/", asked);
    }

    /** Learns all of a file that was opened that later requests will need. */
    private KeptFile keep(List<String> asked, String name, OpenFile plain, long until) throws IOException {
        @Nullable OpenFile[] coded = {};
        try {
            if (precompressed) {
                coded = Sidecars.openAll(tree, asked, plain.attributes());
            }
            String named = sender.typeByName(asked, name);
            String type = named == null ? FileSender.sniff(plain.channel()) : named;
            for (int i = 0; i < coded.length; i++) {
                OpenFile file = coded[i];
                coded[i] = file == null ? null : file.with(sender.facts(asked, file, type, named == null));
            }
            String key = key(asked);
            // A page that stands for others may have a name that no path may.
            boolean direct = FilePath.parse("/" + key, hidden)
                    .filter(path -> path.names().equals(asked))
                    .isPresent();
            OpenFile known = plain.with(sender.facts(asked, plain, type, named == null));
            return new KeptFile(key, List.copyOf(asked), cache.value(asked), direct, known, coded, until);
        } catch (IOException | RuntimeException | Error e) {
            try (plain) {
                Sidecars.closeAll(coded);
            }
            throw e;
        }
    }

    /** Serves a file that was taken, and gives it back. */
    private void serveKept(ResponseWriter w, Request r, List<String> asked, KeptFile file, @Nullable String caching)
            throws IOException {
        try {
            OpenFile plain = file.plain();
            Sidecars sidecars = sidecars(w, r, asked, file.coded());
            OpenFile coded = sidecars == null ? null : sidecars.open(plain.attributes(), null);
            sender.send(w, r, asked, "", coded == null ? plain : coded, caching);
        } catch (EOFException e) {
            if (kept != null) {
                kept.drop(file);
            }
            throw e;
        } finally {
            file.release();
        }
    }
}
