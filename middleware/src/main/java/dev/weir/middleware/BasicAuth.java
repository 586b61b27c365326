package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.middleware.internal.Credentials;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets those in who have a name and a password (RFC 7617). Others get 401 with the challenge, as does who sends
 * something malformed; two {@code Authorization} fields are answered with 400. The name is under
 * {@link Principals#KEY} then.
 *
 * <pre>{@code
 * Middleware login = BasicAuth.of("admin", Map.of("ann", secret));
 * mux.handle("GET /admin/", login.wrap((w, r) -> w.write("hello " + r.attribute(Principals.KEY).orElseThrow())));
 * }</pre>
 *
 * <p>Name and password are sent with each request, and only encoded: that is for https, or a network that is trusted;
 * it is not refused over http. They are UTF-8, the name without a colon. Against guessing this stands within a limit
 * of the rate.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class BasicAuth implements Middleware {
    private final String challenge;
    private final BiPredicate<String, String> check;

    private BasicAuth(String realm, BiPredicate<String, String> check) {
        challenge = "Basic realm=" + Credentials.quoted(realm) + ", charset=\"UTF-8\"";
        this.check = Objects.requireNonNull(check, "check");
    }

    /**
     * Returns a middleware that asks a predicate. It should take as long for a name that it does not know as for one
     * that it does, and compare with {@link MessageDigest#isEqual}. It may block, and what it throws is the handler's
     * failure.
     *
     * @param realm says to the user what the password is for; ASCII
     * @param check gets name and password; called by several threads at once
     * @return the middleware
     * @throws IllegalArgumentException where the realm has other characters
     */
    public static BasicAuth of(String realm, BiPredicate<String, String> check) {
        return new BasicAuth(realm, check);
    }

    /**
     * Returns a middleware that knows some users. Only digests of their passwords are kept, and comparing takes the
     * same time for all names, known or not.
     *
     * @param realm says to the user what the password is for; ASCII
     * @param passwords the password of each name
     * @return the middleware
     * @throws IllegalArgumentException where the realm has other characters, or a name a colon, which could not be sent
     */
    public static BasicAuth of(String realm, Map<String, String> passwords) {
        Map<String, byte[]> digests = new HashMap<>();
        passwords.forEach((name, password) -> {
            if (name.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a name has no colon: " + name);
            }
            digests.put(name, Credentials.digest(password));
        });
        byte[] nobody = new byte[Credentials.digest("").length];
        return new BasicAuth(realm, (name, password) -> {
            byte[] known = digests.get(name);
            // The digest is compared in any case, so that the time does not tell which names there are.
            boolean equal = MessageDigest.isEqual(Credentials.digest(password), known != null ? known : nobody);
            return equal && known != null;
        });
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            Principal principal = principal(r);
            if (principal == null) {
                throw new HttpError(401).with("WWW-Authenticate", challenge);
            }
            next.serve(w, r.withAttribute(Principals.KEY, principal));
        };
    }

    private @Nullable Principal principal(Request r) {
        if (Credentials.isRepeated(r)) {
            throw HttpError.badRequest("more than one Authorization field");
        }
        String token = Credentials.of(r, "Basic");
        String pair = token == null ? null : decode(token);
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (pair == null || colon < 0) {
            return null;
        }
        String name = pair.substring(0, colon);
        return check.test(name, pair.substring(colon + 1)) ? new Principals.Named(name) : null;
    }

    /**
     * Name and password; null where they are not base64, not UTF-8, or have a control character (RFC 7617 section 2).
     */
    private static @Nullable String decode(String token) {
        try {
            byte[] bytes = Base64.getDecoder().decode(token);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            for (int i = 0; i < text.length(); i++) {
                if (Character.isISOControl(text.charAt(i))) {
                    return null;
                }
            }
            return text;
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return null;
        }
    }
}
