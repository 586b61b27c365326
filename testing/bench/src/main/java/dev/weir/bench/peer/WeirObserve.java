package dev.weir.bench.peer;

import dev.weir.http.core.Server;
import dev.weir.observe.AccessLog;
import dev.weir.observe.Metrics;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@link WeirPlaintext} with an access log in a file, and metrics. */
final class WeirObserve {
    /** Where the file is emptied, as a benchmark would fill the disk; about a minute of full load. */
    private static final long MOST_BYTES = 512L << 20;

    private static final int LOOK_MILLIS = 1000;

    private WeirObserve() {}

    public static void main(String[] args) throws Exception {
        Path file = Life.documents().resolve("access-" + ProcessHandle.current().pid() + ".log");
        AccessLog log = AccessLog.builder().file(file).build();
        Metrics metrics = new Metrics();
        Server server = Server.builder()
                .address("127.0.0.1:" + Life.port(args))
                .handler(WeirPlaintext::serve)
                .requestListener(log)
                .requestListener(metrics)
                .connectionListener(metrics)
                .build();
        metrics.watch(server).watch(log);
        server.start();
        Thread.ofVirtual().start(() -> keepSmall(file, log));
        Life.listening(server.port());
    }

    /** As copytruncate of logrotate does, and says when lines were lost, as the row would then show less than all. */
    private static void keepSmall(Path file, AccessLog log) {
        long lost = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                if (channel.size() > MOST_BYTES) {
                    channel.truncate(0);
                }
                if (log.dropped() > lost) {
                    System.err.printf("weir-observe: %d lines lost, %d written%n", log.dropped() - lost, log.written());
                    lost = log.dropped();
                }
            }
        } catch (Exception e) {
            System.err.println("weir-observe: " + e);
        }
    }
}
