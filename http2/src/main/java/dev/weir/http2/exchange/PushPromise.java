package dev.weir.http2.exchange;

import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Pusher;
import dev.weir.http2.connection.FrameFlusher;
import dev.weir.http2.field.FieldRules;
import dev.weir.http2.field.LowerCase;
import dev.weir.http2.field.RequestHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Server push (RFC 9113 section 8.4): a promise on the stream that the client has opened, and a stream of our own. */
final class PushPromise implements Pusher {
    private final Streams streams;
    private final Http2Stream parent;

    PushPromise(Streams streams, Http2Stream parent) {
        this.streams = streams;
        this.parent = parent;
    }

    @Override
    public boolean push(String method, String target, Headers fields) throws IOException {
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            // section 8.4: safe, cacheable, and without content
            throw new IllegalArgumentException("only GET and HEAD can be pushed, not " + method);
        }
        if (parent.pushed()) {
            throw new IllegalStateException(
                    "a pushed request cannot push: section 8.4 of RFC 9113 has only clients' streams"
                            + " carry promises");
        }
        RequestHead head = head(method, target, fields);
        FrameFlusher out = streams.out;
        streams.lock.lock();
        try {
            parent.output.requireWritable();
            if (!parent.state.maySend()) {
                throw new IllegalStateException("the response has ended: nothing can be promised on its stream");
            }
            boolean promised = streams.promise(parent, head);
            out.flushSoon();
            return promised;
        } finally {
            streams.lock.unlock();
        }
    }

    /** Returns the promised request, in the form that one of the client's own would have. */
    private RequestHead head(String method, String target, Headers fields) {
        if (target.isEmpty()
                || target.charAt(0) != '/'
                || !FieldRules.isTarget(target)
                || !StandardCharsets.ISO_8859_1.newEncoder().canEncode(target)) {
            throw new IllegalArgumentException("not a path with a query: " + target);
        }
        Headers lower = new Headers();
        for (int i = 0; i < fields.size(); i++) {
            String name = LowerCase.of(fields.name(i));
            String value = fields.value(i);
            if (FieldRules.isConnectionSpecific(name, value) || isOfContent(name)) {
                throw new IllegalArgumentException("a pushed request cannot have the field " + fields.name(i));
            }
            lower.add(name, value);
        }
        int question = target.indexOf('?');
        return new RequestHead(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                target,
                parent.head.scheme(),
                parent.head.authority(),
                null,
                lower.readOnly(),
                0,
                false,
                lower.get("priority"),
                null);
    }

    private static boolean isOfContent(String name) {
        return switch (name) {
            case "content-length", "expect", "trailer", "host", "te", "content-encoding" -> true;
            default -> false;
        };
    }
}
