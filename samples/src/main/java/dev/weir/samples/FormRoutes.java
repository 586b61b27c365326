package dev.weir.samples;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.MultipartPart;
import dev.weir.http.api.MultipartReader;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import dev.weir.middleware.CrossOriginProtection;
import dev.weir.mux.Routes;
import dev.weir.samples.support.JsonWriter;
import dev.weir.sessions.MemorySessionStore;
import dev.weir.sessions.Sessions;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;

/** The demo's routes that take forms: a login that is remembered, and files that are looked at and not kept. */
final class FormRoutes {
    private static final long MAX_UPLOAD_BYTES = 1 << 30;
    private static final long MAX_SESSION_BYTES = 4 << 20;

    private FormRoutes() {}

    static void addTo(Routes routes) {
        // Cookies come along with what pages of other origins send, too; so the guard.
        Routes session = routes.with(
                CrossOriginProtection.create(),
                Sessions.in(new MemorySessionStore(MAX_SESSION_BYTES, Clock.systemUTC())));
        session.handle("GET /session", FormRoutes::state);
        session.handle("POST /session", FormRoutes::login);
        session.handle("DELETE /session", FormRoutes::logout);
        routes.handle("POST /upload", FormRoutes::upload);
    }

    private static void state(ResponseWriter w, Request r) throws IOException {
        Optional<String> user = Sessions.of(r).user();
        w.header("Content-Type", PlainAnswers.JSON);
        w.write(new JsonWriter()
                .beginObject()
                .name("user")
                .value(user.orElse(null))
                .endObject()
                .toString());
    }

    /** Whoever gives a name has it: there is nothing to gain. */
    private static void login(ResponseWriter w, Request r) throws IOException {
        String name = r.form().required("name");
        try {
            Sessions.of(r).login(name);
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest(String.valueOf(e.getMessage()));
        }
        state(w, r);
    }

    private static void logout(ResponseWriter w, Request r) {
        Sessions.of(r).invalidate();
        w.status(Status.NO_CONTENT);
    }

    private static void upload(ResponseWriter w, Request r) throws IOException, NoSuchAlgorithmException {
        MultipartReader parts = r.withContentLimit(MAX_UPLOAD_BYTES).multipart();
        JsonWriter json = new JsonWriter().beginArray();
        for (Optional<MultipartPart> next = parts.next(); next.isPresent(); next = parts.next()) {
            MultipartPart part = next.get();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size;
            try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                size = part.content().transferTo(out);
            }
            json.beginObject()
                    .name("name")
                    .value(part.name())
                    .name("fileName")
                    .value(part.fileName().orElse(null))
                    .name("size")
                    .value(size)
                    .name("sha256")
                    .value(HexFormat.of().formatHex(digest.digest()))
                    .endObject();
        }
        w.header("Content-Type", PlainAnswers.JSON);
        w.write(json.endArray().toString());
    }
}
