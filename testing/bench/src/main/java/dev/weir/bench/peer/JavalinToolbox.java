package dev.weir.bench.peer;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.compression.Gzip;
import io.javalin.http.staticfiles.Location;

/** Javalin, which is Jetty with a router, compression, Jackson and files, its handlers on virtual threads. */
final class JavalinToolbox {
    private static final int PRECOMPRESSED = 1 << 20;

    private JavalinToolbox() {}

    public static void main(String[] args) throws Exception {
        byte[] text = Life.text();
        Order order = Order.sample();
        Javalin server = Javalin.create(config -> {
                    config.concurrency.useVirtualThreads = true;
                    config.startup.showJavalinBanner = false;
                    config.http.compressionStrategy = new CompressionStrategy(null, new Gzip(Life.GZIP_LEVEL));
                    config.staticFiles.add(files -> {
                        files.directory = Life.documents().toString();
                        files.location = Location.EXTERNAL;
                        // It has no sidecars, but keeps in memory what it has once compressed.
                        files.precompressMaxSize = PRECOMPRESSED;
                    });
                    config.routes
                            .get(
                                    Life.TEXT_PATH,
                                    ctx -> ctx.contentType("text/plain").result(text))
                            .get(Life.ORDER_PATH, ctx -> ctx.json(order))
                            .post(
                                    Life.ORDERS_PATH,
                                    ctx -> ctx.contentType(Order.SUMMARY_TYPE)
                                            .result(ctx.bodyAsClass(Order.class).summary()));
                })
                .start("127.0.0.1", Life.port(args));
        Life.listening(server.port());
    }
}
