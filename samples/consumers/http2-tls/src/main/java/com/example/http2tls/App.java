package com.example.http2tls;

import module dev.weir;
import java.nio.file.Path;

/** An HTTPS server with an index and a form of address. */
public final class App {
    private App() {}

    /** Serves on the port that is given, with a certificate and its key. */
    public static void main(String[] args) throws Exception {
        var mux = new ServeMux();
        mux.handle("GET /{$}", (w, r) -> {
            w.header("Content-Type", "text/html");
            w.write("<!DOCTYPE html><title>index</title><a href=/text>text</a>");
        });
        mux.handle("GET /hello/{name}", (w, r) -> w.write("hello " + r.pathValue("name") + " over " + r.protocol()));
        Server.builder()
                .address("127.0.0.1:" + args[0])
                .handler(mux)
                .tls(TlsConfig.fromPem(Path.of(args[1]), Path.of(args[2])))
                .build()
                .listenAndServe();
    }
}
