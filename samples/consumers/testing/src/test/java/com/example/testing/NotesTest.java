package com.example.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestServer;
import dev.weir.http.testkit.junit.Serve;
import dev.weir.http.testkit.junit.WeirTest;
import org.junit.jupiter.api.Test;

/** The application's tests: a handler alone, a server in memory, and one on a port. */
@WeirTest
class NotesTest {
    @Serve
    private final Handler notes = new Notes().handler();

    @Test
    void aHandlerAlone() {
        MemoryRequest request = MemoryRequest.builder().target("/notes/none").build();
        ResponseRecorder.serve(notes, request).assertStatus(404);
    }

    @Test
    void aServerInMemory(TestClient client) {
        client.put("/notes/today").content("buy milk").send().assertStatus(204);
        client.get("/notes/today").send().assertStatus(200).assertContent("buy milk");
    }

    @Test
    void aServerOnAPort() {
        try (TestServer server = TestServer.start(notes);
                TestClient client = server.client()) {
            client.delete("/notes/today").send().assertStatus(405).assertHeader("Allow", "GET, HEAD, OPTIONS, PUT");
        }
    }

    /** What a user need not do: these tests are of a named module, with its packages closed to all others. */
    @Test
    void theTestsAreInTheApplicationsModule() {
        assertEquals("com.example.testing", NotesTest.class.getModule().getName());
    }
}
