/**
 * Requests and responses in memory, for tests of handlers and middleware:
 *
 * <pre>{@code
 * MemoryRequest r = MemoryRequest.builder().method("PUT").target("/things/7").build();
 * ResponseRecorder answer = ResponseRecorder.serve(handler, r).assertStatus(201);
 * assertEquals("/things/7", answer.headers().get("Location"));
 * }</pre>
 *
 * <p>The rules of the response and the run of the handler are the server's own code, so that an answer here is the one that
 * a client gets; what is missing is the network: timing, half-closed connections and flow control.
 *
 * <p>A {@link dev.weir.http.testkit.TestServer} has the engine too, in memory or on a port, and a
 * {@link dev.weir.http.testkit.TestClient} asks it:
 *
 * <pre>{@code
 * try (TestServer server = TestServer.inMemory(handler)) {
 *     server.client().get("/things/7").send().assertStatus(200).assertHeader("Content-Type", "application/json");
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.http.testkit;

import org.jspecify.annotations.NullMarked;
