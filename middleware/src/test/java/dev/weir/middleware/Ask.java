package dev.weir.middleware;

import dev.weir.http.api.Handler;
import dev.weir.http.api.HttpError;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.util.List;

/** Requests of a test, in short form. */
final class Ask {
    /** Answers 200 with the method. */
    static final Handler OK = (w, r) -> w.write(r.method());

    static final Handler NOT_FOUND = (_, _) -> {
        throw HttpError.notFound();
    };

    static final Handler FAILING = (_, _) -> {
        throw new IllegalStateException("on purpose");
    };

    private Ask() {}

    /** A request; names of fields, each with its value behind it. */
    static RequestBuilder request(String method, String target, String... fields) {
        RequestBuilder request = MemoryRequest.builder().method(method).target(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return request;
    }

    static ResponseRecorder ask(Handler handler, String method, String target, String... fields) {
        return ResponseRecorder.serve(handler, request(method, target, fields).build());
    }

    /** All values of a field, as one. */
    static String all(ResponseRecorder answer, String name) {
        List<String> values = answer.headers().all(name);
        return values.isEmpty() ? "-" : String.join(", ", values);
    }
}
