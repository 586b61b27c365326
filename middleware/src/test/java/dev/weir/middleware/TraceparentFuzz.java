package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz traceparent}. The input is a {@code
 * traceparent}, and one {@code tracestate} a line behind it. A trace goes on where a pattern says that it is one; else
 * a new one begins. What goes further is always well-formed and bounded. {@link FuzzTest} runs it over its corpus.
 */
public final class TraceparentFuzz {
    private static final Handler SEEN = TraceContext.create().wrap((w, r) -> {
        TraceContext.Span span = r.attribute(TraceContext.KEY).orElseThrow();
        w.write(span.traceparent() + '\n' + span.parentId() + '\n' + span.tracestate());
    });
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final Pattern STATE = Pattern.compile("([!-~][ -~]*)?");
    private static final int LENGTH = 55;
    private static final int LARGEST_STATE = 512;

    private TraceparentFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", -1);
        Headers fields = new Headers();
        RequestBuilder request;
        try {
            fields.add("traceparent", lines[0]);
            for (int i = 1; i < lines.length; i++) {
                fields.add("tracestate", lines[i]);
            }
            request = MemoryRequest.builder().headers(fields);
        } catch (IllegalArgumentException e) {
            // No engine lets such a field through.
            return;
        }
        String[] seen =
                ResponseRecorder.serve(SEEN, request.build()).contentText().split("\n", -1);
        String parent = fields.get("traceparent");
        boolean goesOn =
                TRACEPARENT.matcher(parent).matches() && (parent.length() == LENGTH || !parent.startsWith("00"));
        String found = String.join(" | ", seen);
        if (!TRACEPARENT.matcher(seen[0]).matches() || seen[0].length() != LENGTH) {
            throw new AssertionError("goes further: " + found);
        }
        // Not by regionMatches: Jazzer's hook for it fails where one of the two is too short.
        boolean sameTrace = parent.length() >= 35 && seen[0].startsWith(parent.substring(3, 35), 3);
        if (goesOn != sameTrace || goesOn != parent.startsWith(seen[1], 36)) {
            if (goesOn || !seen[1].isEmpty()) {
                throw new AssertionError(found + " of " + parent);
            }
        }
        if (!goesOn && !seen[2].isEmpty()
                || seen[2].length() > LARGEST_STATE
                || !STATE.matcher(seen[2]).matches()) {
            throw new AssertionError("the state that goes further: " + found);
        }
    }
}
