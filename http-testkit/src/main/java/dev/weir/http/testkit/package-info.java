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
 */
@NullMarked
package dev.weir.http.testkit;

import org.jspecify.annotations.NullMarked;
