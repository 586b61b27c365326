package dev.weir.sessions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions in the cookies themselves: a line with the user, and the content. */
final class CookieCarrier implements Carrier {
    private final SignedCookies cookies;

    CookieCarrier(SignedCookies cookies) {
        this.cookies = cookies;
    }

    @Override
    public int capacity(String cookieName) {
        return SignedCookies.capacity(cookieName) - 1;
    }

    @Override
    public @Nullable SessionRecord load(String cookieName, String value) {
        ByteBuffer plain = cookies.open(SignedCookies.SESSION, cookieName, value);
        if (plain == null) {
            return null;
        }
        Instant expires = Instant.ofEpochSecond(plain.getLong());
        String text = StandardCharsets.UTF_8.decode(plain).toString();
        int line = text.indexOf('\n');
        return new SessionRecord(
                text.substring(line + 1),
                Optional.of(text.substring(0, line)).filter(user -> !user.isEmpty()),
                expires,
                1);
    }

    @Override
    public String create(String cookieName, SessionRecord session) {
        return cookies.seal(
                SignedCookies.SESSION,
                cookieName,
                session.user().orElse("") + '\n' + session.content(),
                session.expires());
    }

    @Override
    public String replace(String cookieName, String value, SessionRecord session) {
        return create(cookieName, session);
    }

    @Override
    public boolean delete(String value) {
        return true;
    }
}
