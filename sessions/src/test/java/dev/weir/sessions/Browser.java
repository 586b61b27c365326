package dev.weir.sessions;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.Map;
import java.util.TreeMap;

/** A client that keeps cookies, for one site. */
final class Browser {
    /** What a handler does with its session. */
    @FunctionalInterface
    interface Act {
        void on(Session session) throws Exception;
    }

    final Map<String, String> jar = new TreeMap<>();
    private final Sessions sessions;
    private final String scheme;

    Browser(Sessions sessions) {
        this(sessions, "https");
    }

    Browser(Sessions sessions, String scheme) {
        this.sessions = sessions;
        this.scheme = scheme;
    }

    /** Another one that has the same cookies. */
    Browser copy() {
        Browser other = new Browser(sessions, scheme);
        other.jar.putAll(jar);
        return other;
    }

    ResponseRecorder does(Act act) {
        return asks((w, r) -> {
            act.on(Sessions.of(r));
            w.write("ok");
        });
    }

    ResponseRecorder asks(Handler handler) {
        RequestBuilder request = MemoryRequest.builder().scheme(scheme);
        if (!jar.isEmpty()) {
            StringBuilder cookies = new StringBuilder();
            jar.forEach((name, value) -> cookies.append(cookies.isEmpty() ? "" : "; ")
                    .append(name)
                    .append('=')
                    .append(value));
            request.header("Cookie", cookies.toString());
        }
        ResponseRecorder answer = ResponseRecorder.serve(sessions.wrap(handler), request.build());
        for (String field : answer.headers().all("Set-Cookie")) {
            String pair = field.substring(0, field.indexOf(';'));
            String name = pair.substring(0, pair.indexOf('='));
            if (field.contains("; Max-Age=0")) {
                jar.remove(name);
            } else {
                jar.put(name, pair.substring(name.length() + 1));
            }
        }
        return answer;
    }

    String read(String key) {
        return asks((w, r) -> w.write(Sessions.of(r).get(key).orElse("-")))
                .assertStatus(200)
                .contentText();
    }

    String user() {
        return asks((w, r) -> w.write(Sessions.of(r).user().orElse("-")))
                .assertStatus(200)
                .contentText();
    }
}
