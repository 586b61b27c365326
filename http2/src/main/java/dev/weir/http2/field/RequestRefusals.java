package dev.weir.http2.field;

import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rules that refuse requests which are well-formed for HTTP/2, as over HTTP/1. Pure.
 *
 * @param maxTarget the most characters of a target
 * @param secure whether the connection is TLS: the only scheme that a request may name is its own
 * @param trustScheme whether it may name the other one as well
 */
public record RequestRefusals(int maxTarget, boolean secure, boolean trustScheme) {
    /** Returns the refusal of a request's head; null for none. */
    @Nullable
    Refusal of(String method, @Nullable String scheme, String target, boolean unknownExpectation) {
        try {
            RequestRules.checkMethod(method.length());
            if (target.length() > maxTarget) {
                return new Refusal(Status.URI_TOO_LONG, "the target is too long");
            }
            if (scheme != null) {
                boolean https = isHttps(scheme);
                if (!https && !Ascii.equalsIgnoreCase(scheme, "http")) {
                    return new Refusal(Status.BAD_REQUEST, "the target's scheme is neither http nor https");
                }
                RequestRules.checkScheme(https, secure, trustScheme);
            }
        } catch (Refusal refusal) {
            return refusal;
        }
        return unknownExpectation ? RequestRules.unknownExpectation() : null;
    }

    /** As over HTTP/1.1: RFC 9110 section 7.2 has a client say which host it asks, and RFC 9112 section 3.2 is strict. */
    static Refusal noAuthority() {
        return new Refusal(Status.BAD_REQUEST, "neither :authority nor host");
    }

    /** Returns the refusal of a path that is not known to be well-formed; null for none. */
    static @Nullable Refusal ofPath(String target) {
        if (target.indexOf('%') < 0) {
            return null;
        }
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        int question = target.indexOf('?');
        try {
            RequestRules.checkPath(bytes, 0, question < 0 ? bytes.length : question);
        } catch (Refusal refusal) {
            return refusal;
        }
        return null;
    }

    /** Returns the scheme of a request that is not refused: as it was named, or that of the connection for CONNECT. */
    String scheme(@Nullable String named) {
        return (named == null ? secure : isHttps(named)) ? "https" : "http";
    }

    private static boolean isHttps(String scheme) {
        return Ascii.equalsIgnoreCase(scheme, "https");
    }
}
