package dev.weir.conformance.toolbox;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Http1Client;
import dev.weir.conformance.client.Http2Client;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.middleware.spi.ContentCoding;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;

/** A server whose answers, or requests, are coded, a client of it without TLS, and the codings that are counted. */
final class CodedSite implements AutoCloseable {
    enum Protocol {
        HTTP1,
        H2C
    }

    final Server server;
    final BlockingQueue<RequestEnd> ends = new LinkedBlockingQueue<>();
    private final Client client;

    CodedSite(Protocol protocol, Handler handler) throws IOException {
        server = Servers.start(b -> b.requestListener(ends::add), handler);
        String authority = "localhost:" + server.port();
        client = protocol == Protocol.H2C
                ? new Http2Client(socket(), false, authority)
                : new Http1Client(this::socket, authority);
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /** Those of the modules: zstd and br. */
    static List<ContentCoding> codings() {
        List<ContentCoding> codings = new ArrayList<>();
        ServiceLoader.load(ContentCoding.class).forEach(codings::add);
        return codings;
    }

    static OpenStreams[] counted() {
        return codings().stream().map(OpenStreams::new).toArray(OpenStreams[]::new);
    }

    static void assertAllClosed(OpenStreams... codings) {
        for (OpenStreams coding : codings) {
            Servers.await(() -> coding.open().isEmpty(), () -> coding.open().size() + " open of " + coding.name());
        }
    }

    /** Decodes as a client does. */
    static InputStream decoder(String name, InputStream in) throws IOException {
        if (name == null) {
            return in;
        }
        if (name.equals("gzip")) {
            return new GZIPInputStream(in, 1);
        }
        return codings().stream()
                .filter(coding -> coding.name().equals(name))
                .findFirst()
                .orElseThrow()
                .decoder(in);
    }

    static byte[] decoded(String name, byte[] content) throws IOException {
        try (InputStream in = decoder(name, new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }

    /** A request; a null value for a field that is not there. */
    Call open(String method, String target, byte[] content, String... fields) throws IOException {
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i + 1] != null) {
                all.add(new Field(fields[i], fields[i + 1]));
            }
        }
        Call call = client.open(method, target, all, content.length);
        if (content.length > 0) {
            call.write(content);
        }
        call.end(List.of());
        return call;
    }

    Call get(String target, String... fields) throws IOException {
        return open("GET", target, new byte[0], fields);
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
