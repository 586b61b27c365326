package com.example.kotlin

import dev.weir.http.testkit.MemoryRequest
import dev.weir.http.testkit.ResponseRecorder
import dev.weir.http.testkit.TestClient
import dev.weir.http.testkit.junit.Serve
import dev.weir.http.testkit.junit.WeirTest
import org.junit.jupiter.api.Test

@WeirTest
class RoutesTest {
    @Serve
    private val routes = routes()

    @Test
    fun `a handler alone`() {
        ResponseRecorder.serve(routes, MemoryRequest.builder().target("/notes/none").build()).assertStatus(404)
    }

    @Test
    fun `a server in memory`(client: TestClient) {
        client.get("/notes/7").send().assertStatus(200).assertContent("buy milk")
    }
}
