package com.example.scheduler;

import dev.weir.http.core.Server;
import dev.weir.http2.Http2Config;
import dev.weir.http2.Http2Provider;

/** Serves with the scheduler beside it. */
public final class App {
    private App() {}

    /** Serves on the port that is given. */
    public static void main(String[] args) throws Exception {
        Server.builder()
                .address("127.0.0.1:" + args[0])
                .protocol(new Http2Provider(Http2Config.DEFAULT.withScheduler("first-come")))
                .handler((w, r) -> w.write("hello over " + r.protocol()))
                .build()
                .listenAndServe();
    }
}
