package com.example.app;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.junit.Serve;
import dev.weir.http.testkit.junit.WeirTest;
import org.junit.jupiter.api.Test;

/** All routes with what stands around them, on a server of its own for each test. */
@WeirTest(sockets = true)
class AppTest {
    @Serve
    private final Handler routes = App.routes();

    @Test
    void greets(TestClient client) {
        client.get("/").send().assertStatus(200).assertContentContains("my-app");
    }

    @Test
    void keepsNotes(TestClient client) {
        client.put("/notes/today")
                .type("application/json")
                .content("{\"text\":\"buy milk\"}")
                .send()
                .assertStatus(204);
        client.get("/notes/today").send().assertHeader("Content-Type", "application/json");
    }

    @Test
    void isReady(TestClient client) {
        client.get("/health/ready").send().assertStatus(200);
    }
}
