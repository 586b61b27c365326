package dev.weir.bench.peer;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.tls.spi.TlsCertificate;
import dev.weir.tls.spi.TlsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The answers from Weir: one bare handler and no router, as it is with Netty. */
final class WeirPlaintext {
    private static final byte[] CONTENT = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
    /** Outside of the heap, as Netty's is. */
    private static final ByteBuffer BODY =
            ByteBuffer.allocateDirect(Life.body().length).put(Life.body()).flip();

    /** With files kept open, as nginx is set. */
    private static final Handler FILES = FileServer.builder(Life.documents())
            .openFiles(16, Duration.ofMinutes(1))
            .build();

    private static final LongAdder SENT = new LongAdder();
    private static final LongAdder NANOS = new LongAdder();

    private WeirPlaintext() {}

    public static void main(String[] args) throws Exception {
        ServerBuilder builder = Server.builder();
        if (Tls.wanted()) {
            builder.tls(TlsConfig.builder()
                    .certificate(TlsCertificate.fromPkcs12(Tls.file(), Tls.password()))
                    .versions(Tls.VERSION)
                    .cipherSuites(Tls.SUITE)
                    // Named, as the one of the highest priority would be taken.
                    .provider(System.getProperty("weir.bench.provider", "jsse"))
                    .build());
        }
        Server server = builder.address("127.0.0.1:" + Life.port(args))
                .handler(Boolean.getBoolean("weir.bench.end") ? WeirPlaintext::serveAndCount : WeirPlaintext::serve)
                .build();
        server.start();
        Life.listening(server.port());
    }

    /** With what a log or a metric takes of each request. */
    private static void serveAndCount(ResponseWriter w, Request r) throws Exception {
        w.onEnd(end -> {
            SENT.add(end.status() == 200 ? end.contentBytes() : 0);
            NANOS.add(end.duration().toNanos());
        });
        serve(w, r);
    }

    static void serve(ResponseWriter w, Request r) throws Exception {
        switch (r.path()) {
            case Life.PATH -> w.header("Content-Type", "text/plain").write(CONTENT);
            case Life.SLEEP_PATH -> {
                Thread.sleep(Life.SLEEP_MILLIS);
                w.header("Content-Type", "text/plain").write(CONTENT);
            }
            case Life.BODY_PATH -> {
                w.header("Content-Type", "text/plain").header("Content-Length", Integer.toString(BODY.remaining()));
                w.write(BODY.duplicate());
            }
            case Life.FILE_PATH, Life.FILE_4K_PATH, Life.FILE_64K_PATH -> FILES.serve(w, r);
            case Life.ECHO_PATH -> {
                w.header("Content-Type", "text/plain");
                if (r.contentLength() >= 0) {
                    w.header("Content-Length", Long.toString(r.contentLength()));
                }
                r.content().transferTo(w);
            }
            default -> serveBytes(w, r.path());
        }
    }

    private static void serveBytes(ResponseWriter w, String path) throws IOException {
        ByteBuffer bytes = Bytes.BY_PATH.get(path);
        if (bytes == null) {
            w.status(404);
            return;
        }
        w.header("Content-Type", "text/plain").header("Content-Length", Integer.toString(bytes.remaining()));
        w.write(bytes.duplicate());
    }

    /** Made when it is asked for, as other workloads would start later with it. */
    private static final class Bytes {
        static final Map<String, ByteBuffer> BY_PATH = Life.LENGTHS.stream()
                .collect(Collectors.toMap(
                        Life::bytesPath,
                        length -> ByteBuffer.allocateDirect(length)
                                .put(Life.content(length))
                                .flip()));
    }
}
