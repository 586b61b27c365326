package com.example.app;

import dev.weir.http.api.HttpError;
import dev.weir.json.Json;
import dev.weir.mux.ServeMux;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Notes in memory, as JSON. Handlers run at the same time, so what they share is thread-safe. */
final class Notes {
    private final Map<String, Note> notes = new ConcurrentHashMap<>();

    void register(ServeMux mux) {
        mux.handle("GET /notes/{name}", (w, r) -> {
            Note note = notes.get(r.pathValue("name"));
            if (note == null) {
                throw HttpError.notFound();
            }
            Json.write(w, note);
        });
        mux.handle("PUT /notes/{name}", (w, r) -> {
            notes.put(r.pathValue("name"), Json.read(r, Note.class));
            w.status(204);
        });
    }
}
