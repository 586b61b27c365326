package dev.weir.observe.opentelemetry;

import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.RequestListener;
import dev.weir.observe.internal.ErrorKind;
import dev.weir.observe.internal.Names;
import dev.weir.observe.internal.SeriesKey;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request, by OpenTelemetry's HTTP conventions: named after method and route, part of the trace that the client is
 * in, and current while the handler runs, so that what this calls belongs to it. It is a middleware, to stand around all others but
 * {@code TrustedProxies}; as a listener of the server it has spans for requests as well that no handler sees:
 *
 * <pre>{@code
 * OpenTelemetryTracing tracing = new OpenTelemetryTracing(openTelemetry);
 * Server server = Server.builder().handler(tracing.wrap(mux)).requestListener(tracing).build();
 * }</pre>
 *
 * <p><b>The context</b> that the client sends is read by the propagators of the {@code OpenTelemetry} that is given; whether a span
 * is recorded is up to its sampler, which sees method, path, scheme, query, addresses and user agent, and not the route, which is
 * found later. A span of a request that is not recorded costs its context alone.
 *
 * <p><b>The end</b> is that of the response, in whatever way: of a tunnel or a WebSocket, when that is over. Then the span gets
 * route, status, size and {@code error.type}, which is the same as in {@code AccessLog} and {@code Metrics}, and what the handler
 * has thrown. It is an error from status 500 on, where the response was not whole, and where a tunnel's handler has failed. What
 * the server refuses below 500 is the client's error, and none of the span.
 *
 * <p><b>Threads.</b> Thread-safe. The context is current on the handler's thread, from the call of the handler until it returns.
 * Threads that a handler starts do not have it, nor actions of {@code onCancel} and {@code onDrain}, and hooks of {@code onEnd} run
 * behind it: give it to them with {@link Context#wrap(Runnable)}, or {@link Context#taskWrapping} for an executor.
 */
public final class OpenTelemetryTracing implements Middleware, RequestListener {
    /** The context with the request's span, for threads where it is not current. */
    public static final AttributeKey<Context> KEY = AttributeKey.of("OpenTelemetry context");

    private static final String NAME = "dev.weir.observe.opentelemetry";
    /** The word for methods that are not known, in names of spans. */
    private static final String HTTP = "HTTP";

    private static final FieldGetter GETTER = new FieldGetter();

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Predicate<Request> trust;
    private final boolean query;

    /**
     * Makes spans by a library that is set up already, and takes part in anybody's trace.
     *
     * @param openTelemetry the library
     */
    public OpenTelemetryTracing(OpenTelemetry openTelemetry) {
        this(openTelemetry.getTracer(NAME), openTelemetry.getPropagators().getTextMapPropagator(), _ -> true, true);
    }

    private OpenTelemetryTracing(Tracer tracer, TextMapPropagator propagator, Predicate<Request> trust, boolean query) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.trust = trust;
        this.query = query;
    }

    /**
     * Takes part in the traces of some, and begins a new one for all others: with a sampler that asks the caller's, a stranger may
     * have everything recorded.
     *
     * @param callers says whether a request's context is to be read
     * @return the same with this change
     */
    public OpenTelemetryTracing trusting(Predicate<Request> callers) {
        return new OpenTelemetryTracing(tracer, propagator, Objects.requireNonNull(callers, "callers"), query);
    }

    /**
     * Leaves queries out. Otherwise they are there, but for the values of signatures that OpenTelemetry's conventions name.
     *
     * @return the same with this change
     */
    public OpenTelemetryTracing withoutQuery() {
        return new OpenTelemetryTracing(tracer, propagator, trust, false);
    }

    /**
     * Returns a request's trace, for logs.
     *
     * @param request as a handler within this has it
     * @return 32 hexadecimal digits; nothing outside of this, or where the library is not set up
     */
    public static Optional<String> traceId(Request request) {
        return span(request).map(SpanContext::getTraceId);
    }

    /**
     * Returns a request's span, for logs.
     *
     * @param request as a handler within this has it
     * @return 16 hexadecimal digits; nothing outside of this, or where the library is not set up
     */
    public static Optional<String> spanId(Request request) {
        return span(request).map(SpanContext::getSpanId);
    }

    private static Optional<SpanContext> span(Request request) {
        return request.attribute(KEY)
                .map(context -> Span.fromContext(context).getSpanContext())
                .filter(SpanContext::isValid);
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            Context parent = parent(r);
            Span span = begin(r, parent).startSpan();
            if (span.isRecording()) {
                String method = r.method();
                w.onEnd(end -> end(span, method, end));
            }
            Context context = parent.with(span);
            try (Scope _ = context.makeCurrent()) {
                next.serve(w, r.withAttribute(KEY, context));
            }
        };
    }

    /** Makes the spans of requests that no handler has seen; those of all others end before this is called. */
    @Override
    public void ended(RequestEnd end) {
        if (end.handled()) {
            return;
        }
        Request r = end.request().orElse(null);
        Span span = begin(r, r == null ? Context.root() : parent(r))
                .setStartTimestamp(Instant.now().minus(end.duration()))
                .startSpan();
        if (span.isRecording()) {
            end(span, r == null ? SeriesKey.OTHER : r.method(), end);
        }
    }

    /** A loop's thread hands nothing on from one request to the next, so a context begins at the root. */
    private Context parent(Request r) {
        return trust.test(r) ? propagator.extract(Context.root(), r.headers(), GETTER) : Context.root();
    }

    private SpanBuilder begin(@Nullable Request r, Context parent) {
        String method = r == null ? SeriesKey.OTHER : SeriesKey.method(r.method());
        SpanBuilder span = tracer.spanBuilder(name(method, ""))
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(Keys.METHOD, method);
        if (r == null) {
            return span;
        }
        if (!method.equals(r.method())) {
            span.setAttribute(Keys.ORIGINAL_METHOD, Names.cut(r.method()));
        }
        span.setAttribute(Keys.SCHEME, r.scheme()).setAttribute(Keys.CLIENT, r.client());
        set(span, Keys.PATH, r.rawPath());
        if (query && !r.query().isEmpty()) {
            set(span, Keys.QUERY, QueryRedaction.of(r.query()));
        }
        set(span, Keys.SERVER, r.host());
        int port = Names.port(r.authority());
        if (port >= 0) {
            span.setAttribute(Keys.SERVER_PORT, (long) port);
        }
        set(span, Keys.USER_AGENT, r.header("User-Agent").orElse(""));
        return span;
    }

    private static void set(SpanBuilder span, io.opentelemetry.api.common.AttributeKey<String> key, String value) {
        if (!value.isEmpty()) {
            span.setAttribute(key, Names.cut(value));
        }
    }

    private static String name(String method, String route) {
        String word = method.equals(SeriesKey.OTHER) ? HTTP : method;
        return route.isEmpty() ? word : word + " " + route;
    }

    private static void end(Span span, String method, RequestEnd end) {
        String route = Names.route(end.pattern());
        if (!route.isEmpty()) {
            span.updateName(name(SeriesKey.method(method), route)).setAttribute(Keys.ROUTE, route);
        }
        if (end.status() != 0) {
            span.setAttribute(Keys.STATUS, (long) end.status());
        }
        if (end.outcome() != RequestEnd.Outcome.TUNNEL) {
            span.setAttribute(Keys.SIZE, end.contentBytes());
        }
        span.setAttribute(Keys.VERSION, Names.version(end.protocol())).setAttribute(Keys.PEER_ADDRESS, end.client());
        if (end.remoteAddress() instanceof InetSocketAddress address) {
            span.setAttribute(Keys.PEER_PORT, (long) address.getPort());
        }
        if (!end.message().isEmpty()) {
            span.setAttribute(Keys.REFUSAL, Names.cut(end.message()));
        }
        ErrorKind error = ErrorKind.of(end);
        if (error != ErrorKind.NONE) {
            span.setAttribute(Keys.ERROR, error.text(end.status()));
            // A status below 500 is the client's error, which the conventions leave unset.
            if (error != ErrorKind.REFUSED || end.status() >= 500) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        end.failure().ifPresent(span::recordException);
        span.end();
    }
}
