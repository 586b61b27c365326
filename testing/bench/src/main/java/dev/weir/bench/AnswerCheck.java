package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Says whether an answer is the one that all servers must give, so that none is measured doing less. */
final class AnswerCheck {
    private static final List<String> FIELDS =
            List.of("\r\ndate: ", "\r\ncontent-type: text/plain", "\r\ncontent-length: 13\r\n");

    private AnswerCheck() {}

    /** What is wrong with the plain answer, or null. */
    static String problem(String answer) {
        if (!isOk(answer)) {
            return "the status is not 200";
        }
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0 || !answer.substring(end + 4).equals("Hello, World!")) {
            return "the content is not the agreed one";
        }
        String head = answer.substring(0, end + 2).toLowerCase(Locale.ROOT);
        for (String field : FIELDS) {
            if (!head.contains(field)) {
                return "missing is \"" + field.strip() + "\"";
            }
        }
        return null;
    }

    /** What is wrong with the answer to a request for a target, or null. Long content is only counted. */
    static String problem(String answer, RequestTarget target) {
        if (target == RequestTarget.PLAINTEXT || target == RequestTarget.ROUTE) {
            return problem(answer);
        }
        if (!isOk(answer)) {
            return "the status is not 200";
        }
        int end = answer.indexOf("\r\n\r\n");
        int length = end < 0 ? 0 : answer.length() - end - 4;
        // One that comes in chunks is longer than its content.
        return length < target.bytes() ? "the content has " + length + " bytes, not " + target.bytes() : null;
    }

    /** What is wrong with an answer whose content, once decoded, is known to the last byte; or null. */
    static String problem(Answer answer, RequestTarget target) throws IOException {
        if (answer.status() != 200) {
            return "the status is not 200";
        }
        boolean coded = !answer.field("content-encoding").isEmpty();
        if (coded == target.acceptEncoding().isEmpty()) {
            return coded ? "the content is encoded" : "the content is not encoded";
        }
        String type = target == RequestTarget.ORDER ? "application/json" : "text/plain";
        if (!answer.field("content-type").startsWith(type)) {
            return "the content is not " + type;
        }
        String content = new String(answer.decoded(), StandardCharsets.UTF_8);
        return content.equals(target.content()) ? null : "the content is not the agreed one";
    }

    private static boolean isOk(String answer) {
        return answer.startsWith("HTTP/1.1 200 ");
    }
}
