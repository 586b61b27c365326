package dev.weir.bench;

import java.util.List;
import java.util.Locale;

/** Says whether an answer is the one that all servers must give, so that none is measured doing less. */
final class Answer {
    private static final List<String> FIELDS =
            List.of("\r\ndate: ", "\r\ncontent-type: text/plain", "\r\ncontent-length: 13\r\n");

    private Answer() {}

    /** What is wrong with the answer, or null. */
    static String problem(String answer) {
        if (!answer.startsWith("HTTP/1.1 200 ")) {
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
}
