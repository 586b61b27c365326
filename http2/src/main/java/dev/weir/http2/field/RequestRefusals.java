package dev.weir.http2.field;

import dev.weir.http.api.Status;
import dev.weir.http.core.request.Octets;
import dev.weir.http2.field.RequestHead.Refusal;
import java.nio.charset.StandardCharsets;

/**
 * What HTTP refuses in a request that is well-formed for HTTP/2, as over HTTP/1. Pure.
 *
 * @param maxTarget the most characters of a target
 * @param secure whether the connection is TLS: the only scheme that a request may name is its own
 * @param trustScheme whether it may name the other one as well
 */
public record RequestRefusals(int maxTarget, boolean secure, boolean trustScheme) {
    private static final int MAX_METHOD = 64;

    /** The answer to a request's head; null where there is nothing to refuse. */
    Refusal of(String method, String scheme, String target, boolean unknownExpectation) {
        if (method.length() > MAX_METHOD) {
            return new Refusal(Status.NOT_IMPLEMENTED, "the method is too long");
        }
        if (target.length() > maxTarget) {
            return new Refusal(Status.URI_TOO_LONG, "the target is too long");
        }
        if (scheme != null) {
            boolean https = isHttps(scheme);
            if (!https && !Octets.equalsIgnoreCase(scheme, "http")) {
                return new Refusal(Status.BAD_REQUEST, "the target's scheme is neither http nor https");
            }
            if (https != secure && !trustScheme) {
                // RFC 9110 section 7.4: a target of https on a connection that is not secured must be rejected
                return new Refusal(Status.MISDIRECTED_REQUEST, "the target's scheme is not that of the connection");
            }
        }
        if (unknownExpectation) {
            return new Refusal(Status.EXPECTATION_FAILED, "an expectation that is not known");
        }
        return null;
    }

    /** The same of a path that is not known to be well-formed. */
    static Refusal ofPath(String target) {
        if (target.indexOf('%') < 0) {
            return null;
        }
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        int question = target.indexOf('?');
        return Octets.escapesAreWhole(bytes, 0, question < 0 ? bytes.length : question)
                ? null
                : new Refusal(Status.BAD_REQUEST, "a percent sign in the path without two hexadecimal digits");
    }

    /** The scheme of a request that is not refused: as it was named, or that of the connection for CONNECT. */
    String scheme(String named) {
        return (named == null ? secure : isHttps(named)) ? "https" : "http";
    }

    private static boolean isHttps(String scheme) {
        return Octets.equalsIgnoreCase(scheme, "https");
    }
}
