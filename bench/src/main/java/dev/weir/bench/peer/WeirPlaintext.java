package dev.weir.bench.peer;

import dev.weir.http.core.Server;
import java.nio.charset.StandardCharsets;

/** The plain-text answer from Weir: one bare handler and no router, as it is with Netty. */
final class WeirPlaintext {
    private WeirPlaintext() {}

    public static void main(String[] args) throws Exception {
        byte[] content = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
        Server server = Server.builder()
                .address("127.0.0.1:" + Life.port(args))
                .handler((w, r) -> {
                    if (!r.path().equals(Life.PATH)) {
                        w.status(404);
                        return;
                    }
                    w.header("Content-Type", "text/plain");
                    w.write(content);
                })
                .build();
        server.start();
        Life.listening(server.port());
    }
}
