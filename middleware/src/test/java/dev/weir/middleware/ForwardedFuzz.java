package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz forwarded}. The input is one field a line, as
 * it reaches a trusted proxy: once as {@code Forwarded}, once as {@code X-Forwarded-For}, {@code -Proto} and {@code
 * -Host}. It is never a failure; behind what the proxy itself adds at the right it changes nothing; and what plain
 * addresses of IPv4 say is what a walk over them from the right says. {@link FuzzTest} runs it over its corpus.
 */
public final class ForwardedFuzz {
    private static final Handler SEEN = (w, r) -> w.write(r.client() + " " + r.scheme() + " "
            + (r.headers().contains("Forwarded") || r.headers().contains("X-Forwarded-For")));
    private static final Handler STANDARD =
            TrustedProxies.forwarded("10.0.0.0/8").wrap(SEEN);
    private static final Handler LEGACY = TrustedProxies.of("10.0.0.0/8").wrap(SEEN);
    private static final String PEER = "10.1.1.1";
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

    private ForwardedFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        try {
            new Headers().add("Forwarded", text.replace('\n', ' '));
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        String[] lines = text.split("\n", -1);
        serve(STANDARD, lines, "", "Forwarded");
        String expected = "198.51.100.7 https false";
        String standard = serve(STANDARD, lines, "for=\"198.51.100.7:1\";proto=https", "Forwarded");
        String legacy = serve(LEGACY, lines, "198.51.100.7", "X-Forwarded-For", "X-Forwarded-Host");
        if (!standard.equals(expected) || !legacy.equals(expected.replace("https", "http"))) {
            throw new AssertionError(standard + " or " + legacy + " behind the proxy's own word, of: " + text);
        }
        String seen = serve(LEGACY, lines, "", "X-Forwarded-For", "X-Forwarded-Proto");
        if (text.indexOf(':') < 0 && !seen.startsWith(walked(lines) + " ")) {
            throw new AssertionError(seen + " and not " + walked(lines) + ", of: " + text);
        }
    }

    /** Sends the lines, and one more where the proxy adds something, under each of the names. */
    private static String serve(Handler handler, String[] lines, String added, String... names) {
        RequestBuilder request =
                MemoryRequest.builder().remoteAddress(new InetSocketAddress(InetAddress.ofLiteral(PEER), 1));
        for (String name : names) {
            for (String line : lines) {
                request.header(name, line);
            }
            if (!added.isEmpty()) {
                request.header(name, added);
            }
        }
        ResponseRecorder answer = ResponseRecorder.serve(handler, request.build());
        if (answer.status() != 200) {
            throw new AssertionError(answer.status() + " for: " + String.join("\n", lines));
        }
        return answer.contentText();
    }

    /**
     * The first address from the right that is no proxy's; else the last proxy's before anything that is no address.
     */
    private static String walked(String[] lines) {
        String[] members = String.join(",", lines).split(",", -1);
        String client = PEER;
        for (int i = members.length - 1; i >= 0 && client.startsWith("10."); i--) {
            String member = members[i].replaceAll("^[ \\t]+|[ \\t]+$", "");
            if (!ADDRESS.matcher(member).matches()) {
                break;
            }
            client = member;
        }
        return client;
    }
}
