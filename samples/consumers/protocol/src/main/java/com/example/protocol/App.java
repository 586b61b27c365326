package com.example.protocol;

import dev.weir.http.core.Server;

/** Serves both. */
public final class App {
    private App() {}

    /** Serves on the port that is given. */
    public static void main(String[] args) throws Exception {
        Server.listenAndServe("127.0.0.1:" + args[0], (w, r) -> w.write("hello over " + r.protocol()));
    }
}
