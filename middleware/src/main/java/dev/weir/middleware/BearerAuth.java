package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.middleware.internal.Credentials;
import java.security.Principal;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets those in who have a token (RFC 6750), in {@code Authorization} alone: not in the query, which logs keep, nor
 * in a form. Whom it belongs to is under {@link Principals#KEY} then.
 *
 * <pre>{@code
 * Middleware api = BearerAuth.of("api", token -> tokens.find(token));
 * }</pre>
 *
 * <p>Without a token the answer is 401 with a bare challenge; with one that nobody has, 401 with
 * {@code error="invalid_token"}; where the field is malformed or comes twice, 400 with
 * {@code error="invalid_request"}. A handler that wants more than the token allows throws {@link #insufficientScope}.
 * Tokens are for https, or a network that is trusted; they are not refused over http.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class BearerAuth implements Middleware {
    private final String challenge;
    private final Function<String, ? extends Optional<? extends Principal>> check;

    private BearerAuth(String realm, Function<String, ? extends Optional<? extends Principal>> check) {
        challenge = "Bearer realm=" + Credentials.quoted(realm);
        this.check = Objects.requireNonNull(check, "check");
    }

    /**
     * Returns a middleware that asks a function. A token is looked up best by its digest, or checked by its
     * signature, so that the time says nothing about others. The function may block, and what it throws is the
     * handler's failure.
     *
     * @param realm says what the token is for; ASCII
     * @param check gets a token and returns whom it belongs to, or nothing; called by several threads at once
     * @return the middleware
     * @throws IllegalArgumentException where the realm has other characters
     */
    public static BearerAuth of(String realm, Function<String, ? extends Optional<? extends Principal>> check) {
        return new BearerAuth(realm, check);
    }

    /**
     * Returns the error for a token that is good, but not for this (RFC 6750 section 3.1): 403.
     *
     * @param scope what the token would have to allow, separated by spaces; ASCII
     * @return the error, to be thrown
     * @throws IllegalArgumentException for other characters
     */
    public static HttpError insufficientScope(String scope) {
        return new HttpError(403)
                .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=" + Credentials.quoted(scope));
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> next.serve(w, r.withAttribute(Principals.KEY, principal(r)));
    }

    private Principal principal(Request r) {
        if (Credentials.isRepeated(r)) {
            throw refusal(400, ", error=\"invalid_request\"");
        }
        String token = Credentials.of(r, "Bearer");
        if (token == null) {
            throw refusal(401, "");
        }
        if (!isToken(token)) {
            throw refusal(400, ", error=\"invalid_request\"");
        }
        Optional<? extends Principal> principal = check.apply(token);
        if (principal.isEmpty()) {
            throw refusal(401, ", error=\"invalid_token\"");
        }
        return principal.get();
    }

    private HttpError refusal(int status, String error) {
        return new HttpError(status).with("WWW-Authenticate", challenge + error);
    }

    /** {@code b64token} of RFC 6750 section 2.1. */
    private static boolean isToken(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!alphanumeric && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end > 0;
    }
}
