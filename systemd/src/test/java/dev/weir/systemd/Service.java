package dev.weir.systemd;

import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.Server;
import java.time.Duration;

/** A service as its users write it: takes its socket, says when it is ready, ends in order on SIGTERM. */
public final class Service {
    private Service() {}

    /**
     * Runs it.
     *
     * @param args what it answers
     */
    public static void main(String[] args) throws Exception {
        Server server = Server.builder()
                .handler((w, _) -> {
                    Thread.sleep(5);
                    w.write(args[0]);
                })
                .listener(ListenerConfig.on(Systemd.socket().orElseThrow()).build())
                .onShutdown(Systemd::stopping)
                .build();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.shutdown(Duration.ofSeconds(20))));
        System.out.println("out is still there");
        Systemd.ready();
        server.awaitStop();
    }
}
