package com.example.app;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handler alone: no server, no network. */
class NotesTest {
    private final ServeMux mux = new ServeMux();

    @BeforeEach
    void register() {
        new Notes().register(mux);
    }

    private ResponseRecorder ask(String method, String target, String content) {
        RequestBuilder request = MemoryRequest.builder().method(method).target(target);
        if (!content.isEmpty()) {
            request.header("Content-Type", "application/json").content(content);
        }
        return ResponseRecorder.serve(mux, request.build());
    }

    @Test
    void whatWasPutIsThere() {
        ask("PUT", "/notes/today", "{\"text\":\"buy milk\"}").assertStatus(204);
        ask("GET", "/notes/today", "").assertStatus(200).assertContent("{\"text\":\"buy milk\"}");
    }

    @Test
    void nothingIsThereAtFirst() {
        ask("GET", "/notes/today", "").assertStatus(404);
    }

    @Test
    void aNoteNeedsAText() {
        ask("PUT", "/notes/today", "{\"text\":\" \"}").assertStatus(400);
    }
}
