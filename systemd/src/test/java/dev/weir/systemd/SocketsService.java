package dev.weir.systemd;

import dev.weir.http.core.ListenerConfig;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import java.time.Duration;

/** A service with several sockets: says of each connection which of them it came by. */
public final class SocketsService {
    private SocketsService() {}

    /**
     * Runs it.
     *
     * @param args what stands before its answers
     */
    public static void main(String[] args) throws Exception {
        ServerBuilder builder = Server.builder()
                .handler((w, r) ->
                        w.write(args[0] + " " + r.attribute(ListenerConfig.NAME).orElse("?")))
                .onShutdown(Systemd::stopping);
        for (SystemdSocket each : Systemd.sockets()) {
            builder.listener(ListenerConfig.on(each.channel(), each.address())
                    .name(each.name())
                    .build());
        }
        Server server = builder.build();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.shutdown(Duration.ofSeconds(20))));
        System.out.println(server.localAddresses());
        Systemd.ready();
        server.awaitStop();
    }
}
