package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request as it goes out.
 *
 * @param method the method
 * @param target the request target, as the first line has it
 * @param headers all fields
 * @param content the content, without framing
 */
record Sent(String method, String target, Headers headers, byte[] content) {
    /** The message of HTTP/1.1 (RFC 9112 section 2.1). */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head("\r\n").getBytes(StandardCharsets.ISO_8859_1));
        if (headers.containsToken("Transfer-Encoding", "chunked")) {
            if (content.length > 0) {
                out.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.writeBytes(content);
                out.writeBytes(new byte[] {'\r', '\n'});
            }
            out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    String head(String lineEnd) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1").append(lineEnd);
        for (Headers.Field field : headers) {
            head.append(field.name()).append(": ").append(field.value()).append(lineEnd);
        }
        return head.append(lineEnd).toString();
    }
}
