package dev.weir.json;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.json.spi.JsonBinding;
import dev.weir.json.spi.JsonFault;
import dev.weir.json.spi.JsonProvider;
import dev.weir.json.spi.JsonSettings;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON with a provider and limits of one's own. Made once, for all requests.
 *
 * <p><b>Threads.</b> Immutable and thread-safe.
 */
public final class JsonCodec {
    private final JsonProvider provider;
    private final JsonSettings settings;
    private final JsonBinding binding;

    private JsonCodec(JsonProvider provider, JsonSettings settings) {
        this.provider = provider;
        this.settings = settings;
        this.binding = provider.open(settings);
    }

    /**
     * Makes one with the usual limits.
     *
     * @param provider the library for JSON
     * @return the codec
     */
    public static JsonCodec of(JsonProvider provider) {
        return new JsonCodec(provider, JsonSettings.DEFAULT);
    }

    /**
     * Makes one of the only provider that {@link ServiceLoader} finds, with the usual limits.
     *
     * @return the codec
     * @throws IllegalStateException where there is no provider, or more than one; the message says what to do
     */
    public static JsonCodec load() {
        return of(only(ServiceLoader.load(JsonProvider.class)));
    }

    /**
     * Makes one of a provider that {@link ServiceLoader} finds, with the usual limits.
     *
     * @param name the provider's name
     * @return the codec
     * @throws IllegalStateException where there is none of that name; the message names those that there are
     */
    public static JsonCodec load(String name) {
        return of(named(name, ServiceLoader.load(JsonProvider.class)));
    }

    static JsonProvider only(Iterable<JsonProvider> found) {
        JsonProvider only = null;
        List<String> names = new ArrayList<>();
        for (JsonProvider provider : found) {
            only = provider;
            names.add(provider.name());
        }
        if (only == null) {
            throw none();
        }
        if (names.size() > 1) {
            throw new IllegalStateException("more than one provider of JSON is there: " + names
                    + "; choose one with JsonCodec.load(name), or take the others away");
        }
        return only;
    }

    static JsonProvider named(String name, Iterable<JsonProvider> found) {
        List<String> names = new ArrayList<>();
        for (JsonProvider provider : found) {
            if (provider.name().equals(name)) {
                return provider;
            }
            names.add(provider.name());
        }
        if (names.isEmpty()) {
            throw none();
        }
        throw new IllegalStateException("no provider of JSON has the name " + name + ", only: " + names);
    }

    private static IllegalStateException none() {
        return new IllegalStateException(
                "no provider of JSON is there; add the artifact dev.weir:weir-json-jackson, the module"
                        + " dev.weir.json.jackson");
    }

    /**
     * Returns the same codec with other limits.
     *
     * @param changed what the JSON of a client may be
     * @return the codec
     * @throws IllegalArgumentException where the provider cannot keep them; the message says what to change
     */
    public JsonCodec with(JsonSettings changed) {
        return new JsonCodec(provider, changed);
    }

    /** {@return what the JSON of a client may be} */
    public JsonSettings settings() {
        return settings;
    }

    /**
     * Reads the content of a request as one value. It is read to its end, into memory.
     *
     * <p>The request must say that it has JSON: {@code application/json} or a type that ends in {@code +json}, in UTF-8
     * and without a content coding. One that says nothing is refused too: a page of another site can have a browser
     * send any text without a type, and without the browser asking first (CORS).
     *
     * <p>What is answered, as {@link HttpError} or by a {@link dev.weir.http.api.ContentException}:
     * <ul>
     *   <li>415 for another type, charset or coding, with {@code Accept} or {@code Accept-Encoding};
     *   <li>413 for more content than {@link JsonSettings#maxContent};
     *   <li>400 for no content, a byte order mark, bytes that are no UTF-8, what is no JSON, more than one value, a
     *       name that is twice in an object, a limit passed, a value of the wrong kind, a property that the type does
     *       not have, and {@code null} as the whole. The message says where: line and column, from 1 and in characters,
     *       and the path as a JSON Pointer, such as {@code /items/3/price}. It names no class.
     * </ul>
     *
     * <p>An {@code HttpError} that a constructor of the type throws is the answer; anything else that it throws is a
     * 400.
     *
     * @param <T> the type
     * @param r the request
     * @param type the type, such as a record
     * @return the value, not null
     * @throws HttpError 400 or 415, as above
     * @throws IOException where the content cannot be read, or is too large
     */
    @SuppressWarnings("unchecked") // cast() would refuse the types of primitives
    public <T> T read(Request r, Class<T> type) throws IOException {
        return (T) value(r, type);
    }

    /**
     * Reads the content of a request as one value of a generic type; else as {@link #read(Request, Class)}.
     *
     * @param <T> the type
     * @param r the request
     * @param type the type: {@code new JsonType<List<Item>>() {}}
     * @return the value, not null
     * @throws HttpError 400 or 415
     * @throws IOException where the content cannot be read, or is too large
     */
    @SuppressWarnings("unchecked") // the binding was told the same type
    public <T> T read(Request r, JsonType<T> type) throws IOException {
        return (T) value(r, type.type());
    }

    private Object value(Request r, Type type) throws IOException {
        Objects.requireNonNull(type, "type");
        JsonContent content = JsonContent.read(r, settings.maxContent());
        Object value;
        try {
            value = binding.read(content.bytes(), type);
        } catch (JsonFault e) {
            if (e.getCause() instanceof HttpError error) {
                throw error;
            }
            throw new HttpError(Status.BAD_REQUEST, e.getMessage() + content.place(e.path(), e.offset()), e.getCause());
        }
        if (value == null) {
            throw HttpError.badRequest("null where a value is expected");
        }
        return value;
    }

    /**
     * Writes a value as the content of a response, with {@code Content-Type: application/json} unless the handler has
     * set another, such as {@code application/problem+json}. A small one goes out in one piece, with its length; a
     * large one as it is made. To HEAD the same fields are answered.
     *
     * <p>A value that cannot be written is an exception. Let it pass: it is answered with 500, or, where a part is out,
     * the response is cut.
     *
     * @param w the response
     * @param value the value
     * @throws IOException when the client is gone
     */
    @SuppressWarnings("exports") // JSpecify is optional for users
    public void write(ResponseWriter w, @Nullable Object value) throws IOException {
        if (!w.committed() && !w.headers().contains("Content-Type")) {
            w.header("Content-Type", JsonContent.MEDIA_TYPE);
        }
        JsonOutput out = new JsonOutput(w);
        try {
            binding.write(out, value);
        } catch (RuntimeException e) {
            out.rethrow();
            throw e;
        }
    }
}
