package dev.weir.json.jackson;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;

/** Content that is sent as JSON. */
final class Posted {
    private Posted() {}

    static ResponseRecorder post(Handler handler, String content) {
        return ResponseRecorder.serve(
                handler,
                MemoryRequest.builder()
                        .method("POST")
                        .header("Content-Type", "application/json")
                        .content(content)
                        .build());
    }

    /** Sends content. Returns the answer's status and content. */
    static String said(Handler handler, String content) {
        ResponseRecorder answer = post(handler, content);
        return answer.status() + " " + answer.contentText().strip();
    }
}
