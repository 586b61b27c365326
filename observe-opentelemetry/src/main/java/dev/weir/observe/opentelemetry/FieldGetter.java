package dev.weir.observe.opentelemetry;

import dev.weir.http.api.Headers;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields for propagators.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
final class FieldGetter implements TextMapGetter<Headers> {
    @SuppressWarnings("deprecation") // older propagators ask for it still
    @Override
    public Iterable<String> keys(Headers fields) {
        List<String> names = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            names.add(fields.name(i));
        }
        return names;
    }

    /**
     * Returns a field's values as one, as they are meant (RFC 9110 section 5.3): {@code tracestate} may come in several parts, and
     * a {@code traceparent} that is there twice is none.
     */
    @Override
    public @Nullable String get(@Nullable Headers fields, String name) {
        if (fields == null) {
            return null;
        }
        int at = fields.indexOf(name, 0);
        if (at < 0) {
            return null;
        }
        return fields.indexOf(name, at + 1) < 0 ? fields.value(at) : String.join(",", fields.all(name));
    }

    @Override
    public Iterator<String> getAll(@Nullable Headers fields, String name) {
        return fields == null ? List.<String>of().iterator() : fields.all(name).iterator();
    }
}
