package dev.weir.sessions;

import dev.weir.http.api.Cookie;
import dev.weir.http.api.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Cookies whose values only this program can make and read: they are encrypted and authenticated, belong to one name,
 * and end at a time that stands within.
 *
 * <pre>{@code
 * SignedCookies cookies = SignedCookies.of(System.getenv("COOKIE_KEY"));
 * w.addCookie(cookies.cookie("__Host-theme", "dark", Duration.ofDays(30)));
 * String theme = cookies.read(r, "__Host-theme").orElse("light");
 * }</pre>
 *
 * <p><b>Keys.</b> A secret of 32 bytes or more, as {@code openssl rand -base64 32} makes one. The first of several
 * encrypts, all decrypt: so a key is changed by putting a new one first, and the old one is taken out when what it has
 * encrypted is over. Every server of a site has the same keys.
 *
 * <p><b>How.</b> AES-256 in GCM, with a key and a nonce of its own for each value: HKDF (RFC 5869) derives both from
 * the secret and a random salt of 128 bits. After 2<sup>48</sup> values the chance that two have the same is
 * 2<sup>-33</sup>; with the usual random nonces of 96 bits alone a secret would be good for 2<sup>32</sup> values (NIST
 * SP 800-38D section 8.3). The name of the cookie is authenticated too: under another name a value is none.
 *
 * <p><b>What a client can do.</b> It can send an old value again until that ends; what must be undone before, such as a
 * login, belongs into a {@link SessionStore}. The length of a value can be seen. Whatever else a client sends is no
 * value, and nothing says why: neither an exception nor the time that it takes, as tags are compared in constant time.
 *
 * <p><b>Threads.</b> Does not change, so it is thread-safe.
 */
public final class SignedCookies {
    /** Clients drop a cookie whose name and value together are longer (RFC 6265bis section 5.7). */
    private static final int MAX_NAME_AND_VALUE = 4096;

    /** The least that a secret may have: the strength of AES-256. */
    private static final int MIN_SECRET = 32;

    /** Clients keep a cookie for 400 days at most (RFC 6265bis section 5.5); this only keeps sums in range. */
    private static final Duration MAX_AGE = Duration.ofDays(3650);

    // A value is the base64 of: what names the key; salt; encrypted, the second of its end and the text; tag.
    private static final int KEY_ID = 4;
    private static final int SALT = 16;
    private static final int EXPIRY = 8;
    private static final int TAG = 16;
    private static final int AES_KEY = 32;
    private static final String HKDF = "HKDF-SHA256";
    private static final int NONCE = 12;

    /** What purposes keep apart: a value of the one is none of the other, whatever the name of the cookie. */
    static final byte COOKIE = 'c';

    static final byte SESSION = 's';

    private static final SecureRandom RANDOM = new SecureRandom();

    /** The secrets made ready; the first encrypts. */
    private final SecretKey[] keys;

    /** What names each key in a value. */
    private final int[] ids;

    private final InstantSource clock;

    private SignedCookies(SecretKey[] keys, int[] ids, InstantSource clock) {
        this.keys = keys;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Takes secrets as text, such as from the environment.
     *
     * @param first encrypts; the base64 (RFC 4648 section 4) of 32 bytes or more
     * @param older decrypt as well, in the same form
     * @return cookies under these keys
     * @throws IllegalArgumentException where a secret is missing (null), is no base64, is shorter, or stands there
     *     twice
     */
    public static SignedCookies of(String first, String... older) {
        byte[][] rest = new byte[older.length][];
        for (int i = 0; i < older.length; i++) {
            rest[i] = decoded(older[i]);
        }
        return of(decoded(first), rest);
    }

    /**
     * Takes secrets.
     *
     * @param first encrypts; 32 bytes or more, at random
     * @param older decrypt as well
     * @return cookies under these keys; the arrays are not kept
     * @throws IllegalArgumentException where a secret is shorter, or stands there twice
     */
    public static SignedCookies of(byte[] first, byte[]... older) {
        SecretKey[] keys = new SecretKey[older.length + 1];
        int[] ids = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(i == 0 ? first : older[i - 1]);
            ids[i] = ByteBuffer.wrap(derived(keys[i], new byte[] {'i'}, KEY_ID)).getInt();
            for (int other = 0; other < i; other++) {
                if (ids[other] == ids[i]) {
                    throw new IllegalArgumentException("two keys of signed cookies are the same: take one out");
                }
            }
        }
        return new SignedCookies(keys, ids, InstantSource.system());
    }

    /**
     * Returns a copy with another clock, for tests.
     *
     * @param clock tells when values end
     * @return the copy
     */
    public SignedCookies withClock(InstantSource clock) {
        return new SignedCookies(keys, ids, Objects.requireNonNull(clock, "clock"));
    }

    private static byte[] decoded(@Nullable String secret) {
        if (secret == null) {
            throw new IllegalArgumentException("a key of signed cookies is missing: " + howToMakeOne());
        }
        try {
            return Base64.getDecoder().decode(secret.strip());
        } catch (IllegalArgumentException e) {
            // Not as a cause: its message may show a part of the secret.
            throw new IllegalArgumentException("a key of signed cookies is no base64: " + howToMakeOne());
        }
    }

    private static String howToMakeOne() {
        return "make one with: openssl rand -base64 32";
    }

    private static SecretKey key(byte[] secret) {
        if (secret.length < MIN_SECRET) {
            throw new IllegalArgumentException("a key of signed cookies has " + MIN_SECRET
                    + " random bytes or more, not " + secret.length + ": " + howToMakeOne());
        }
        try {
            return KDF.getInstance(HKDF)
                    .deriveKey(
                            "Generic",
                            HKDFParameterSpec.ofExtract()
                                    .addSalt("weir signed cookies".getBytes(StandardCharsets.US_ASCII))
                                    .addIKM(secret)
                                    .extractOnly());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HKDF, e);
        }
    }

    private static byte[] derived(SecretKey key, byte[] info, int length) {
        try {
            return KDF.getInstance(HKDF).deriveData(HKDFParameterSpec.expandOnly(key, info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HKDF, e);
        }
    }

    /**
     * Makes a cookie for {@link dev.weir.http.api.ResponseWriter#addCookie}: with {@code Path=/}, {@code Max-Age},
     * {@code Secure}, {@code HttpOnly} and {@code SameSite=Lax}, which the {@code with} methods of the cookie change.
     *
     * @param name a token; one that begins with {@code __Host-} can be set by this host alone, and over TLS
     * @param value any text of Unicode
     * @param age how long it is good, from one second to 3650 days
     * @return the cookie
     * @throws IllegalArgumentException where the age is out of range, or the cookie would be over 4096 bytes, which
     *     leaves about 3000 for the value
     */
    public Cookie cookie(String name, String value, Duration age) {
        return Cookie.of(name, encrypt(name, value, age))
                .withPath("/")
                .withMaxAge(age)
                .withSecure()
                .withHttpOnly()
                .withSameSite(Cookie.SameSite.LAX);
    }

    /**
     * Reads a cookie.
     *
     * @param request what the client sent
     * @param name the cookie's name
     * @return the value as it was given to {@link #cookie}; nothing where the client sent no such cookie, or one that
     *     is over, of another name, of a key that is not here, or was not made by this program
     */
    public Optional<String> read(Request request, String name) {
        return request.cookie(name).flatMap(cookie -> decrypt(name, cookie.value()));
    }

    /**
     * Encrypts the value of a cookie, for one that is not as {@link #cookie} makes it.
     *
     * @param name the cookie's name
     * @param value any text of Unicode
     * @param age how long it is good, from one second to 3650 days
     * @return the cookie's value, another one each time: letters, digits, {@code -} and {@code _}
     * @throws IllegalArgumentException as for {@link #cookie}
     */
    public String encrypt(String name, String value, Duration age) {
        if (age.compareTo(Duration.ofSeconds(1)) < 0 || age.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException("a signed cookie is good for 1 second to 3650 days, not " + age);
        }
        return seal(COOKIE, name, value, clock.instant().plus(age));
    }

    /**
     * Decrypts the value of a cookie.
     *
     * @param name the cookie's name
     * @param value what a client sent
     * @return the text; nothing where {@link #read} has none
     */
    public Optional<String> decrypt(String name, String value) {
        ByteBuffer plain = open(COOKIE, name, value);
        if (plain == null || plain.getLong() <= clock.instant().getEpochSecond()) {
            return Optional.empty();
        }
        return Optional.of(StandardCharsets.UTF_8.decode(plain).toString());
    }

    /** Returns how many bytes a value may have, in UTF-8. */
    static int capacity(String name) {
        return (MAX_NAME_AND_VALUE - name.length()) / 4 * 3 - KEY_ID - SALT - EXPIRY - TAG;
    }

    /** Makes a value that {@link #open} reads. */
    String seal(byte purpose, String name, String value, Instant expires) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > capacity(name)) {
            throw new IllegalArgumentException("the cookie " + name + " would be over " + MAX_NAME_AND_VALUE
                    + " bytes: its value has " + text.length + ", and " + capacity(name) + " have room");
        }
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        ByteBuffer out = ByteBuffer.allocate(KEY_ID + SALT + EXPIRY + text.length + TAG);
        out.putInt(ids[0]).put(salt);
        ByteBuffer plain = ByteBuffer.allocate(EXPIRY + text.length);
        plain.putLong(expires.getEpochSecond()).put(text).flip();
        try {
            cipher(Cipher.ENCRYPT_MODE, keys[0], salt, purpose, name).doFinal(plain, out);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES in GCM", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
    }

    /** Returns end, in seconds of the epoch, and text of a value that is genuine; null for any other. */
    @Nullable
    ByteBuffer open(byte purpose, String name, String value) {
        byte[] bytes = bytes(name, value);
        if (bytes == null) {
            return null;
        }
        int id = ByteBuffer.wrap(bytes).getInt();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                byte[] salt = Arrays.copyOfRange(bytes, KEY_ID, KEY_ID + SALT);
                try {
                    return ByteBuffer.wrap(cipher(Cipher.DECRYPT_MODE, keys[i], salt, purpose, name)
                            .doFinal(bytes, KEY_ID + SALT, bytes.length - KEY_ID - SALT));
                } catch (GeneralSecurityException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Returns the bytes of a value in its one spelling; null for what cannot be one. */
    private static byte @Nullable [] bytes(String name, String value) {
        if (value.length() > MAX_NAME_AND_VALUE - name.length()) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(value);
            // The decoder takes padding, and bits behind the last byte: then one value would have several spellings.
            boolean exact = bytes.length >= KEY_ID + SALT + EXPIRY + TAG
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(value);
            return exact ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] salt, byte purpose, String name)
            throws GeneralSecurityException {
        byte[] info = Arrays.copyOf(salt, SALT + 1);
        info[SALT] = 'm';
        byte[] derived = derived(key, info, AES_KEY + NONCE);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(derived, 0, AES_KEY, "AES"),
                new GCMParameterSpec(TAG * Byte.SIZE, derived, AES_KEY, NONCE));
        cipher.updateAAD(new byte[] {purpose});
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
