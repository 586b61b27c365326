package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz authorization}. The input is an {@code
 * Authorization} field. A check is asked only about a name without a colon, a password, and a token, of which the
 * field is made; all else is answered with 401 or 400 and a challenge. {@link FuzzTest} runs it over its corpus.
 */
public final class AuthorizationFuzz {
    private static final Handler BASIC =
            BasicAuth.of("r", AuthorizationFuzz::knows).wrap(Ask.OK);
    private static final Handler BEARER =
            BearerAuth.of("r", AuthorizationFuzz::find).wrap(Ask.OK);
    private static final Pattern FIELD = Pattern.compile("([A-Za-z]+) [ \\t]*(\\S.*)");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final ThreadLocal<String> ASKED = new ThreadLocal<>();

    private AuthorizationFuzz() {}

    private static boolean knows(String name, String password) {
        ASKED.set(name + ':' + password);
        return name.indexOf(':') < 0 && password.length() % 2 == 0;
    }

    private static Optional<Principal> find(String token) {
        ASKED.set(token);
        return token.length() % 2 == 0 ? Optional.of(() -> token) : Optional.empty();
    }

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Headers fields = new Headers();
        try {
            fields.add("Authorization", text);
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        Matcher field = FIELD.matcher(fields.get("Authorization"));
        boolean two = field.matches();
        String token = two ? field.group(2) : "";
        String asked = asked(BASIC, fields, text);
        boolean basic = two && field.group(1).equalsIgnoreCase("basic");
        if (asked != null && (!basic || !Arrays.equals(Base64.getDecoder().decode(token), bytes(asked)))) {
            throw new AssertionError("asked about " + asked + ", of: " + text);
        }
        if (asked == null && basic && token.equals("YTpi")) {
            throw new AssertionError("not asked about: " + text);
        }
        asked = asked(BEARER, fields, text);
        boolean bearer = two
                && field.group(1).equalsIgnoreCase("bearer")
                && TOKEN.matcher(token).matches();
        if (bearer != (asked != null) || bearer && !asked.equals(token)) {
            throw new AssertionError("asked about " + asked + ", of: " + text);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the check was asked about; null where it was not. */
    private static String asked(Handler handler, Headers fields, String text) {
        ASKED.remove();
        RequestBuilder request = MemoryRequest.builder().headers(fields);
        ResponseRecorder answer = ResponseRecorder.serve(handler, request.build());
        String asked = ASKED.get();
        boolean refused = answer.status() == 401 || answer.status() == 400 && asked == null;
        boolean challenged = answer.headers().contains("WWW-Authenticate");
        if (refused != challenged || !refused && (answer.status() != 200 || asked == null)) {
            throw new AssertionError(answer.status() + " asked about " + asked + ", of: " + text);
        }
        return asked;
    }
}
