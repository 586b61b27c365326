package dev.weir.json;

import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of requests as JSON, and writes that of responses, with the one provider that is there and the
 * {@linkplain dev.weir.json.spi.JsonSettings#DEFAULT usual limits}. For others there is {@link JsonCodec}.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Json {
    private Json() {}

    /**
     * Reads the content, as {@link JsonCodec#read(Request, Class)} does.
     *
     * @param <T> the type
     * @param r the request
     * @param type the type, such as a record
     * @return the value
     * @throws dev.weir.http.api.HttpError 400, 413 or 415, where the content is not what it should be
     * @throws IOException where the content cannot be read
     * @throws IllegalStateException where there is no provider, or more than one; the message says what to do
     */
    public static <T> T read(Request r, Class<T> type) throws IOException {
        return codec().read(r, type);
    }

    /**
     * Reads the content, as {@link JsonCodec#read(Request, JsonType)} does.
     *
     * @param <T> the type
     * @param r the request
     * @param type the type: {@code new JsonType<List<Item>>() {}}
     * @return the value
     * @throws dev.weir.http.api.HttpError 400, 413 or 415, where the content is not what it should be
     * @throws IOException where the content cannot be read
     * @throws IllegalStateException where there is no provider, or more than one; the message says what to do
     */
    public static <T> T read(Request r, JsonType<T> type) throws IOException {
        return codec().read(r, type);
    }

    /**
     * Writes the content, as {@link JsonCodec#write} does.
     *
     * @param w the response
     * @param value the value
     * @throws IOException when the client is gone
     * @throws IllegalStateException where there is no provider, or more than one; the message says what to do
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public static void write(ResponseWriter w, @Nullable Object value) throws IOException {
        codec().write(w, value);
    }

    private static JsonCodec codec() {
        JsonCodec found = Found.CODEC;
        // Looked for again, for a message that says what there is now.
        return found == null ? JsonCodec.load() : found;
    }

    /** Looked for at the first use. */
    private static final class Found {
        static final @Nullable JsonCodec CODEC = find();

        private static @Nullable JsonCodec find() {
            try {
                return JsonCodec.load();
            } catch (IllegalStateException e) {
                return null;
            }
        }
    }
}
