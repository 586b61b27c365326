package dev.weir.http2.field;

import dev.weir.http.api.Headers;
import dev.weir.http.core.request.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A request's head, checked.
 *
 * @param path without the query; empty for CONNECT
 * @param query without the question mark; empty when there is none
 * @param target the path with its query; the authority for CONNECT
 * @param scheme {@code http} or {@code https}
 * @param authority host and port; empty when the client named none
 * @param protocol what extended CONNECT asks for (RFC 8441); null for any other request
 * @param contentLength the declared length, or -1
 * @param expectContinue whether the client waits for 100 before it sends the content (RFC 9110 section 10.1.1)
 * @param priority the value of the field {@code priority} (RFC 9218), or null
 * @param refusal what is to be answered instead of the handler; null when the handler answers
 */
public record RequestHead(
        String method,
        String path,
        String query,
        String target,
        String scheme,
        String authority,
        @Nullable String protocol,
        Headers headers,
        long contentLength,
        boolean expectContinue,
        @Nullable String priority,
        @Nullable Refusal refusal) {}
