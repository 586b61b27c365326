package dev.weir.middleware;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Headers;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Takes part in distributed traces (W3C Trace Context, level 1): a request's {@code traceparent} and
 * {@code tracestate} become a {@link Span} under {@link #KEY}, or a new trace begins. The answer does not change.
 *
 * <pre>{@code
 * Handler all = TraceContext.create().wrap((w, r) -> {
 *     TraceContext.Span span = r.attribute(TraceContext.KEY).orElseThrow();
 *     HttpRequest call = HttpRequest.newBuilder(uri).header("traceparent", span.traceparent()).build();
 * });
 * }</pre>
 *
 * <p>A {@code traceparent} that is not valid, or is there twice, begins a new trace. Of a version that is not known
 * yet, what version 00 has is read. A {@code tracestate} that is not valid, or has more than 32 members, is left out;
 * of one that is longer than 512 characters the members at its end are. A new trace is not sampled.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class TraceContext implements Middleware {
    /** The part of the trace that is this request. */
    public static final AttributeKey<Span> KEY = AttributeKey.of("trace span");

    private static final int LENGTH = 55;
    private static final int LARGEST_STATE = 512;
    private static final int MOST_MEMBERS = 32;
    private static final int LONGEST_NAME_OR_VALUE = 256;

    private final Predicate<Request> trust;

    private TraceContext(Predicate<Request> trust) {
        this.trust = Objects.requireNonNull(trust, "trust");
    }

    /**
     * Returns the middleware that takes part in anybody's trace.
     *
     * @return the middleware
     */
    public static TraceContext create() {
        return of(_ -> true);
    }

    /**
     * Returns the middleware that takes part in the traces of some: a stranger may have everything sampled.
     *
     * @param trust gets a request with a valid {@code traceparent}; where it says no, a new trace begins
     * @return the middleware
     */
    public static TraceContext of(Predicate<Request> trust) {
        return new TraceContext(trust);
    }

    /** A part of a trace. Does not change. */
    public static final class Span {
        private final String traceId;
        private final String spanId;
        private final String parentId;
        private final boolean sampled;
        private final String tracestate;

        Span(String traceId, String parentId, boolean sampled, String tracestate) {
            this.traceId = traceId;
            this.spanId = newId(1);
            this.parentId = parentId;
            this.sampled = sampled;
            this.tracestate = tracestate;
        }

        /**
         * Returns the trace.
         *
         * @return 32 hexadecimal digits in lower case
         */
        public String traceId() {
            return traceId;
        }

        /**
         * Returns what this part is called.
         *
         * @return 16 hexadecimal digits in lower case
         */
        public String spanId() {
            return spanId;
        }

        /**
         * Returns the part that this one belongs to.
         *
         * @return 16 hexadecimal digits in lower case; empty where the trace begins here
         */
        public String parentId() {
            return parentId;
        }

        /**
         * Returns whether the caller may have recorded it.
         *
         * @return false in a new trace
         */
        public boolean sampled() {
            return sampled;
        }

        /**
         * Returns what vendors have added to the trace, for {@code tracestate} of calls.
         *
         * @return a field value; empty for none
         */
        public String tracestate() {
            return tracestate;
        }

        /**
         * Returns the field for a call that belongs to this part. {@link #tracestate} goes with it.
         *
         * @return a value for {@code traceparent}
         */
        public String traceparent() {
            return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
        }

        /**
         * Returns a new part of this one, for a call that is to be told apart from others.
         *
         * @return the child, with an identifier of its own
         */
        public Span child() {
            return new Span(traceId, spanId, sampled, tracestate);
        }

        /** The same as {@link #traceparent}, for logs. */
        @Override
        public String toString() {
            return traceparent();
        }
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> next.serve(w, r.withAttribute(KEY, span(r)));
    }

    private Span span(Request r) {
        int at = r.headers().indexOf("traceparent", 0);
        if (at >= 0 && r.headers().indexOf("traceparent", at + 1) < 0) {
            String parent = r.headers().value(at);
            if (isTraceparent(parent) && trust.test(r)) {
                boolean sampled = (HexFormat.fromHexDigit(parent.charAt(54)) & 1) != 0;
                return new Span(parent.substring(3, 35), parent.substring(36, 52), sampled, tracestate(r.headers()));
            }
        }
        return new Span(newId(2), "", false, "");
    }

    private static boolean isTraceparent(String value) {
        return value.length() >= LENGTH
                && isHex(value, 0, 2)
                && !value.startsWith("ff")
                // Later versions may add fields; 00 has none (section 3.2.4).
                && (value.length() == LENGTH || !value.startsWith("00") && value.charAt(LENGTH) == '-')
                && value.charAt(2) == '-'
                && isId(value, 3, 35)
                && value.charAt(35) == '-'
                && isId(value, 36, 52)
                && value.charAt(52) == '-'
                && isHex(value, 53, 55);
    }

    private static boolean isId(String text, int from, int to) {
        if (!isHex(text, from, to)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The members of all fields, as one value; empty where one is not valid or there are too many (section 3.3.1). */
    private static String tracestate(Headers fields) {
        StringBuilder state = new StringBuilder();
        int members = 0;
        boolean full = false;
        List<String> values = fields.all("tracestate");
        for (String value : values) {
            for (int start = 0; start <= value.length(); ) {
                int comma = value.indexOf(',', start);
                int end = comma < 0 ? value.length() : comma;
                String member = value.substring(start, end).strip();
                start = end + 1;
                if (member.isEmpty()) {
                    continue;
                }
                if (++members > MOST_MEMBERS || !isMember(member)) {
                    return "";
                }
                full |= state.length() + 1 + member.length() > LARGEST_STATE;
                if (!full) {
                    state.append(state.isEmpty() ? "" : ",").append(member);
                }
            }
        }
        return state.toString();
    }

    private static boolean isMember(String member) {
        int equals = member.indexOf('=');
        int length = member.length() - equals - 1;
        if (equals < 1 || equals > LONGEST_NAME_OR_VALUE || length < 1 || length > LONGEST_NAME_OR_VALUE) {
            return false;
        }
        for (int i = 0; i < member.length(); i++) {
            char c = member.charAt(i);
            boolean allowed = i > equals
                    ? c >= ' ' && c <= '~' && c != '='
                    : i == equals || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || i > 0 && "_-*/@".indexOf(c) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** Random digits, 16 for each word; not all of them zero. */
    static String newId(int words) {
        StringBuilder id = new StringBuilder(words * 16);
        for (int i = 0; i < words; i++) {
            long word = ThreadLocalRandom.current().nextLong();
            id.append(HexFormat.of().toHexDigits(word == 0 ? 1 : word));
        }
        return id.toString();
    }
}
