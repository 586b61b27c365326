package com.example.classpath;

import dev.weir.http.core.Server;
import dev.weir.mux.ServeMux;

/** No module descriptor: the jars stand on the class path. */
public final class App {
    private App() {}

    /** Serves on the port that is given. */
    public static void main(String[] args) throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("GET /hello/{name}", (w, r) -> w.write("hello " + r.pathValue("name") + " over " + r.protocol()));
        Server.listenAndServe("127.0.0.1:" + args[0], mux);
    }
}
