import module dev.weir;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notes that are made, read, changed and deleted as JSON, with nothing but the JDK.
 *
 * <p>{@code java -p lib --add-modules dev.weir Notes.java}, then
 * {@code curl -d '{"title": "milk", "done": false}' http://localhost:8080/notes}
 */
void main() throws Exception {
    var notes = new ConcurrentSkipListMap<Integer, Note>();
    var ids = new AtomicInteger();
    var mux = new ServeMux();
    mux.handle("GET /notes", (w, r) -> {
        List<String> all = new ArrayList<>();
        notes.forEach((id, note) -> all.add(note.json(id)));
        json(w, 200, "[" + String.join(",", all) + "]");
    });
    mux.handle("POST /notes", (w, r) -> {
        Note note = note(r);
        int id = ids.incrementAndGet();
        notes.put(id, note);
        w.header("Location", "/notes/" + id);
        json(w, 201, note.json(id));
    });
    mux.handle("GET /notes/{id}", (w, r) -> {
        Note note = notes.get(id(r));
        if (note == null) {
            throw HttpError.notFound();
        }
        json(w, 200, note.json(id(r)));
    });
    mux.handle("PUT /notes/{id}", (w, r) -> {
        Note note = note(r);
        if (notes.replace(id(r), note) == null) {
            throw HttpError.notFound();
        }
        json(w, 200, note.json(id(r)));
    });
    mux.handle("DELETE /notes/{id}", (w, r) -> {
        if (notes.remove(id(r)) == null) {
            throw HttpError.notFound();
        }
        w.status(204);
    });
    var server = Server.builder().address(":8080").handler(mux).build();
    // On SIGTERM and Ctrl-C what is being answered is finished.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.shutdown(Duration.ofSeconds(10))));
    server.listenAndServe();
}

record Note(String title, boolean done) {
    String json(int id) {
        return "{\"id\":" + id + ",\"title\":" + quoted(title) + ",\"done\":" + done + "}";
    }
}

static void json(ResponseWriter w, int status, String text) throws IOException {
    w.status(status).header("Content-Type", "application/json").write(text);
}

static int id(Request r) {
    try {
        return Integer.parseInt(r.pathValue("id"));
    } catch (NumberFormatException e) {
        throw HttpError.notFound();
    }
}

static Note note(Request r) throws IOException {
    var fields = new JsonObject(new String(r.withContentLimit(64 << 10).content().readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8)).read();
    if (!(fields.get("title") instanceof String title) || title.isBlank()) {
        throw HttpError.badRequest("a note has a title");
    }
    if (!(fields.getOrDefault("done", false) instanceof Boolean done)) {
        throw HttpError.badRequest("done is true or false");
    }
    return new Note(title, done);
}

static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            default -> {
                if (c < ' ') {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
    return out.append('"').toString();
}

/** Reads an object of strings and booleans, which is all that a note is made of; anything else is 400. */
static final class JsonObject {
    private final String text;
    private int at;

    JsonObject(String text) {
        this.text = text;
    }

    Map<String, Object> read() {
        var fields = new HashMap<String, Object>();
        expect('{');
        if (peek() != '}') {
            do {
                String name = string();
                expect(':');
                fields.put(name, peek() == '"' ? string() : bool());
            } while (peek() == ',' && at++ >= 0);
        }
        expect('}');
        if (peek() != 0) {
            throw wrong();
        }
        return fields;
    }

    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw wrong();
        }
        at++;
    }

    private boolean bool() {
        for (String word : List.of("true", "false")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("true");
            }
        }
        throw wrong();
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        if (at++ >= text.length()) {
            throw wrong();
        }
        return out.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        if (c == 'u' && at + 4 <= text.length()) {
            try {
                return (char) HexFormat.fromHexDigits(text, at, at += 4);
            } catch (NumberFormatException e) {
                throw wrong();
            }
        }
        int known = "\"\\/bfnrt".indexOf(c);
        if (known < 0) {
            throw wrong();
        }
        return "\"\\/\b\f\n\r\t".charAt(known);
    }

    private HttpError wrong() {
        return HttpError.badRequest("no object of strings and booleans, at " + at);
    }
}
