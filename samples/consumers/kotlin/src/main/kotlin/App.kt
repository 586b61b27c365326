package com.example.kotlin

import dev.weir.http.api.Handler
import dev.weir.http.api.HttpError
import dev.weir.http.core.Server
import dev.weir.mux.ServeMux

val notes = mapOf("7" to "buy milk")

fun routes(): Handler {
    val mux = ServeMux()
    mux.handle("GET /notes/{id}") { w, r ->
        val note = notes[r.pathValue("id")] ?: throw HttpError.notFound()
        w.write(note)
    }
    mux.group("/api") { api ->
        api.handle("GET /agent") { w, r -> w.write(r.headers().get("User-Agent") ?: "nobody") }
    }
    return mux
}

fun main(args: Array<String>) {
    Server.listenAndServe(":" + (args.firstOrNull() ?: "8080"), routes())
}
