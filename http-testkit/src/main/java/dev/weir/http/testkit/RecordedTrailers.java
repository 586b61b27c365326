package dev.weir.http.testkit;

import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.FieldKinds;
import java.util.ArrayList;
import java.util.List;

/** The trailers of a {@link ResponseRecorder}, as a server sends and announces them. */
final class RecordedTrailers {
    private RecordedTrailers() {}

    /** The trailers that a client gets. */
    static Headers sendable(Headers trailers) {
        Headers sendable = new Headers();
        for (Headers.Field field : trailers) {
            if (FieldKinds.mayTrail(field.name())) {
                sendable.add(field.name(), field.value());
            }
        }
        return sendable;
    }

    /** Names the trailers that are known in the head; where they have no room, nothing may name any. */
    static void announce(Headers headers, boolean room, Headers trailers) {
        if (!room) {
            headers.remove("Trailer");
        } else if (!headers.contains("Trailer")) {
            Headers sendable = sendable(trailers);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < sendable.size(); i++) {
                if (sendable.indexOf(sendable.name(i), 0) == i) {
                    names.add(sendable.name(i));
                }
            }
            if (!names.isEmpty()) {
                headers.add("Trailer", String.join(", ", names));
            }
        }
    }
}
