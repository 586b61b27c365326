package dev.weir.samples;

import dev.weir.http.api.Headers;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.TlsInfo;
import dev.weir.samples.support.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Answers with what the handler saw of the request, as JSON. */
final class RequestDump {
    private RequestDump() {}

    static void serve(ResponseWriter w, Request r) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long read = digest(r.content(), digest);
        JsonWriter json = new JsonWriter()
                .beginObject()
                .name("method")
                .value(r.method())
                .name("target")
                .value(r.target())
                .name("path")
                .value(r.path())
                .name("query")
                .value(r.query())
                .name("protocol")
                .value(r.protocol())
                .name("host")
                .value(r.authority());
        fields(json.name("fields"), r.headers());
        json.name("remoteAddress").value(text(r.remoteAddress()));
        tls(json.name("tls"), r.tls().orElse(null));
        json.name("contentLength")
                .value(r.contentLength())
                .name("contentRead")
                .value(read)
                .name("contentSha256")
                .value(HexFormat.of().formatHex(digest.digest()));
        fields(json.name("trailers"), r.trailers());
        w.header("Content-Type", "application/json").header("Cache-Control", "no-store");
        w.write(json.endObject().toString());
    }

    private static long digest(InputStream content, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[8192];
        long total = 0;
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            digest.update(buffer, 0, n);
            total += n;
        }
        return total;
    }

    private static void fields(JsonWriter json, Headers fields) {
        json.beginArray();
        for (Headers.Field field : fields) {
            json.beginArray().value(field.name()).value(field.value()).endArray();
        }
        json.endArray();
    }

    /** Returns an address as digits: no name is looked up for a client. */
    private static String text(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            String host = inet.getAddress().getHostAddress();
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
        }
        return address.toString();
    }

    private static void tls(JsonWriter json, @Nullable TlsInfo tls) {
        if (tls == null) {
            json.nullValue();
            return;
        }
        json.beginObject()
                .name("protocol")
                .value(tls.protocol())
                .name("cipher")
                .value(tls.cipher())
                .name("alpn")
                .value(tls.alpn().orElse(null))
                .name("group")
                .value(tls.namedGroup().orElse(null))
                .name("sni")
                .value(tls.serverName().orElse(null))
                .name("peer")
                .value(
                        tls.peerCertificates().isEmpty()
                                ? null
                                : tls.peerCertificates()
                                        .getFirst()
                                        .getSubjectX500Principal()
                                        .getName())
                .endObject();
    }
}
