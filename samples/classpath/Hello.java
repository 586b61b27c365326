import dev.weir.http.core.Server;

void main() throws Exception {
    Server.listenAndServe(":8080", (w, r) -> w.write("Hello, " + r.path()));
}
