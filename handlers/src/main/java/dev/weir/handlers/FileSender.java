package dev.weir.handlers;

import dev.weir.handlers.ByteRange.Part;
import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.handlers.OpenFiles.KeptFile.Facts;
import dev.weir.http.api.ContentSniffer;
import dev.weir.http.api.HttpDate;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.MediaType;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers with a file that is open: what is said of it, and the whole or parts of it, as the request's conditions have it. */
final class FileSender {
    /** Large enough that calls cost little beside copying, small enough for thousands at once. */
    private static final int BUFFER_SIZE = 64 << 10;

    private final FileTree tree;
    /** By the extension, in lower case. */
    private final Map<String, String> types;
    /** Null where times and sizes tell versions apart. */
    private final @Nullable ContentTags tags;

    FileSender(FileTree tree, Map<String, String> types, @Nullable ContentTags tags) {
        this.tree = tree;
        this.types = types;
        this.tags = tags;
    }

    /**
     * Answers with a file.
     *
     * @param asked the names that it was asked for by
     * @param name its own, where a link was asked for
     * @param file the file, or the one beside it that holds it in a coding
     * @param caching the value of {@code Cache-Control}; null for none
     */
    void send(ResponseWriter w, Request r, List<String> asked, String name, OpenFile file, @Nullable String caching)
            throws IOException {
        Facts facts = file.facts();
        long size = facts == null ? file.channel().size() : facts.size();
        var own = facts == null ? validators(asked, file, size) : facts.validators();
        var validators = isCoded(w) ? own.weak() : own;
        switch (validators.evaluate(r.headers())) {
            case FAILED -> throw new HttpError(Status.PRECONDITION_FAILED);
            case NOT_MODIFIED -> {
                // RFC 9110 section 15.4.5: with an ETag nothing else of the representation's fields is wanted
                w.status(Status.NOT_MODIFIED).header("ETag", validators.field());
                cacheControl(w, caching);
            }
            case PROCEED -> {
                boolean opaque = isCoded(w);
                // Section 14.2: a range is for GET alone
                boolean ranged = !opaque && r.method().equals(HttpMethod.GET) && validators.allowRange(r.headers());
                ByteRange range = ranged ? ByteRange.parse(r.headers(), size) : new ByteRange.Whole();
                if (range instanceof ByteRange.Unsatisfiable) {
                    throw new HttpError(Status.RANGE_NOT_SATISFIABLE).with("Content-Range", "bytes */" + size);
                }
                if (!w.headers().contains("Content-Type")) {
                    String type = contentType(asked, name, file, opaque);
                    if (type != null) {
                        w.header("Content-Type", type);
                    }
                }
                if (!file.coding().isEmpty()) {
                    w.header("Content-Encoding", file.coding());
                }
                w.header("ETag", validators.field());
                w.header("Last-Modified", facts == null ? HttpDate.format(validators.modified()) : facts.modified());
                cacheControl(w, caching);
                send(w, r, file.channel(), size, range, opaque);
            }
        }
    }

    /**
     * Returns whether something before has said that the content is coded: a handler that serves files which are compressed
     * already, or one around this that compresses what is written. Which octets go out is not known here, so that neither
     * their length nor a part of them can be named.
     */
    static boolean isCoded(ResponseWriter w) {
        return w.headers().contains("Content-Encoding");
    }

    static void cacheControl(ResponseWriter w, @Nullable String value) {
        if (value != null) {
            w.header("Cache-Control", value);
        }
    }

    private static void send(
            ResponseWriter w, Request r, SeekableByteChannel file, long size, ByteRange range, boolean opaque)
            throws IOException {
        if (!opaque) {
            w.header("Accept-Ranges", "bytes");
        }
        if (range instanceof ByteRange.Parts several) {
            sendParts(file, several.parts(), size, w);
            return;
        }
        long start = 0;
        long length = size;
        if (range instanceof ByteRange.Part part) {
            start = part.start();
            length = part.length();
            w.status(Status.PARTIAL_CONTENT);
            w.header("Content-Range", part.field(size));
        }
        if (!opaque) {
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
    private @Nullable String contentType(List<String> asked, String name, OpenFile file, boolean opaque)
            throws IOException {
        Facts facts = file.facts();
        if (facts != null) {
            return opaque && facts.sniffed() ? null : facts.type();
        }
        String byName = typeByName(asked, name);
        if (byName != null || opaque) {
            // The first bytes of what is compressed say that it is, and not what of.
            return byName;
        }
        if (!file.coding().isEmpty()) {
            try (OpenFile plain = tree.openAny(asked).orElse(null)) {
                return plain == null ? null : sniff(plain.channel());
            }
        }
        return sniff(file.channel());
    }

    @Nullable
    String typeByName(List<String> asked, String name) {
        String byAsked = typeOf(asked.getLast());
        return byAsked == null ? typeOf(name) : byAsked;
    }

    static String sniff(SeekableByteChannel file) throws IOException {
        file.position(0);
        ByteBuffer start = ByteBuffer.allocate(ContentSniffer.MAX_LENGTH);
        while (start.hasRemaining() && file.read(start) >= 0) {
            // until there is enough, or the end
        }
        return ContentSniffer.sniff(start.array(), 0, start.position());
    }

    private @Nullable String typeOf(String name) {
        int dot = name.lastIndexOf('.');
        String own = types.isEmpty() || dot < 0 ? null : types.get(Ascii.lower(name.substring(dot + 1)));
        if (own != null) {
            return own;
        }
        MediaType usual = MediaType.ofFileName(name).orElse(null);
        return usual == null ? null : usual.toString();
    }

    /** Learns what every response says of a file. */
    Facts facts(List<String> asked, OpenFile file, @Nullable String type, boolean sniffed) throws IOException {
        long size = file.channel().size();
        Validators validators = validators(asked, file, size);
        return new Facts(size, validators, HttpDate.format(validators.modified()), type, sniffed);
    }

    private Validators validators(List<String> asked, OpenFile file, long size) throws IOException {
        return tags == null
                ? Validators.of(file.attributes().lastModifiedTime().toInstant(), size, Instant.now(), file.coding())
                : tags.of(asked, file);
    }

    /** Sends several parts in their order as {@code multipart/byteranges} (RFC 9110 section 14.6). */
    static void sendParts(SeekableByteChannel file, List<Part> parts, long size, ResponseWriter w) throws IOException {
        // Random, as a file could hold one that is known before.
        String boundary = UUID.randomUUID().toString();
        String type = w.headers().get("Content-Type");
        List<byte[]> heads = new ArrayList<>();
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        long length = end.length;
        for (Part part : parts) {
            String head = (heads.isEmpty() ? "--" : "\r\n--") + boundary
                    + (type == null ? "" : "\r\nContent-Type: " + type)
                    + "\r\nContent-Range: " + part.field(size) + "\r\n\r\n";
            byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
            heads.add(bytes);
            length += bytes.length + part.length();
        }
        w.status(Status.PARTIAL_CONTENT);
        w.header("Content-Type", "multipart/byteranges; boundary=" + boundary);
        w.header("Content-Length", Long.toString(length));
        for (int i = 0; i < parts.size(); i++) {
            w.write(heads.get(i));
            send(file, parts.get(i).start(), parts.get(i).length(), w);
        }
        w.write(end);
    }

    static void send(SeekableByteChannel file, long start, long length, ResponseWriter w) throws IOException {
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
