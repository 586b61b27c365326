package com.example.testing;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.mux.ServeMux;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes in memory. The package is not exported, as an application's is not: its tests see it all the same. */
final class Notes {
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    Handler handler() {
        ServeMux mux = new ServeMux();
        mux.handle("GET /notes/{name}", (w, r) -> {
            String note = notes.get(r.pathValue("name"));
            if (note == null) {
                throw HttpError.notFound();
            }
            w.write(note);
        });
        mux.handle("PUT /notes/{name}", (w, r) -> {
            byte[] content = r.withContentLimit(10_000).content().readAllBytes();
            notes.put(r.pathValue("name"), new String(content, StandardCharsets.UTF_8));
            w.status(204);
        });
        return mux;
    }
}
