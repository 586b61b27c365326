package dev.weir.bench.peer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.jackson.JacksonSupport;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Helidon's server with its router, compression and its support of Jackson. */
final class HelidonToolbox {
    private static final Header TEXT = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");

    private HelidonToolbox() {}

    public static void main(String[] args) throws Exception {
        byte[] text = Life.text();
        Order order = Order.sample();
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(Life.port(args))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .contentEncoding(
                        coding -> coding.contentEncodingsDiscoverServices(false).addContentEncoding(new Gzip()))
                .mediaContext(MediaContext.builder()
                        .addMediaSupport(JacksonSupport.create(io.helidon.config.Config.empty()))
                        .build())
                .routing(routes -> routes.get(
                                Life.TEXT_PATH,
                                (request, response) -> response.header(TEXT).send(text))
                        .get(Life.ORDER_PATH, (request, response) -> response.send(order))
                        .post(Life.ORDERS_PATH, (request, response) -> {
                            String summary = request.content().as(Order.class).summary();
                            response.header(TEXT).send(summary.getBytes(StandardCharsets.US_ASCII));
                        }))
                .build()
                .start();
        Life.listening(server.port());
    }

    /** As the server's own, which this version of it does not have among its artifacts; at the level of the others. */
    private static final class Gzip implements ContentEncoding {
        @Override
        public Set<String> ids() {
            return Set.of("gzip");
        }

        @Override
        public boolean supportsEncoding() {
            return true;
        }

        @Override
        public boolean supportsDecoding() {
            return false;
        }

        @Override
        public ContentDecoder decoder() {
            return ContentDecoder.NO_OP;
        }

        @Override
        public ContentEncoder encoder() {
            return new ContentEncoder() {
                @Override
                public OutputStream apply(OutputStream out) {
                    try {
                        return new LevelledGzip(out);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public void headers(WritableHeaders<?> headers) {
                    headers.set(HeaderValues.create(HeaderNames.CONTENT_ENCODING, "gzip"));
                    headers.add(HeaderValues.create(HeaderNames.VARY, "Accept-Encoding"));
                    headers.remove(HeaderNames.CONTENT_LENGTH);
                }
            };
        }

        @Override
        public String name() {
            return "gzip";
        }

        @Override
        public String type() {
            return "gzip";
        }
    }

    private static final class LevelledGzip extends GZIPOutputStream {
        LevelledGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Life.GZIP_LEVEL);
        }
    }
}
