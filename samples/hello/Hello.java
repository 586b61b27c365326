import module dev.weir;

void main() throws Exception {
    Server.listenAndServe(":8080", (w, r) -> w.write("Hello, " + r.path()));
}
