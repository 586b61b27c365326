package dev.weir.http.api;

import dev.weir.http.api.internal.TrackedContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a request's content was read as: one object for all copies of a request that share the content, so that a form
 * that one of them has read is there for all.
 *
 * <p><b>Threads.</b> As the request.
 */
final class ContentUse {
    private @Nullable Form form;
    /** The length of the content that the form was read from, in bytes. */
    private int length;
    /** Why the form could not be read, an {@link IOException} or a {@link RuntimeException}: part of it is lost. */
    private @Nullable Exception failure;

    private boolean multipart;

    /**
     * Reads the content as a form, or gives the one that was read before.
     *
     * @param r the request or copy that wants it, whose type was checked
     * @throws HttpError 413 or 400 over a limit
     */
    Form form(Request r, int maxLength, int maxParameters) throws IOException {
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> {}
        }
        long known = form == null ? r.contentLength() : length;
        if (r.content() instanceof LimitedContent limited) {
            limited.check(known);
        }
        if (known > maxLength) {
            throw HttpError.contentTooLarge();
        }
        if (form == null) {
            return read(r, maxLength, maxParameters);
        }
        if (form.size() > maxParameters) {
            throw FormParser.tooMany(maxParameters);
        }
        return form;
    }

    private Form read(Request r, int maxLength, int maxParameters) throws IOException {
        if (r.content() instanceof TrackedContent content && content.wasRead()) {
            throw readBefore();
        }
        try {
            byte[] bytes = FormParser.readAll(r.content(), maxLength);
            // Content that ends too early is an exception; where it is shorter, part of a stream that a wrapper has set
            // was read before.
            if (r.contentLength() < 0 || bytes.length == r.contentLength()) {
                length = bytes.length;
                Form read = FormParser.parse(bytes, bytes.length, maxParameters);
                form = read;
                return read;
            }
        } catch (IOException | HttpError e) {
            failure = e;
            throw e;
        }
        throw readBefore();
    }

    /**
     * The content is about to be read part by part.
     *
     * @throws IllegalStateException the second time
     */
    void beginMultipart() {
        if (multipart) {
            throw new IllegalStateException("multipart() was called before: its reader has the content");
        }
        multipart = true;
    }

    /** For content that is not there though the request has some: without this a form would silently be empty. */
    static IllegalStateException readBefore() {
        return new IllegalStateException("the content was read before, so that no form can be made of it");
    }
}
