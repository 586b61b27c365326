package dev.weir.bench;

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
        if (target == RequestTarget.PLAINTEXT) {
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

    private static boolean isOk(String answer) {
        return answer.startsWith("HTTP/1.1 200 ");
    }
}
