package dev.weir.http.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a JSON object (RFC 8259) of strings and whole numbers, and nothing that is not exactly that. */
final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** Returns the members in their order. */
    static Map<String, Object> object(String text) {
        JsonText json = new JsonText(text);
        Map<String, Object> members = new LinkedHashMap<>();
        json.take('{');
        do {
            String name = json.string();
            json.take(':');
            Object value = json.peek() == '"' ? json.string() : json.number();
            if (members.put(name, value) != null) {
                throw json.wrong("a second " + name);
            }
        } while (json.takeIf(','));
        json.take('}');
        if (!text.substring(json.at).isBlank()) {
            throw json.wrong("something after the end");
        }
        return members;
    }

    private char peek() {
        if (at == text.length()) {
            throw wrong("the end");
        }
        return text.charAt(at);
    }

    private boolean takeIf(char c) {
        boolean there = peek() == c;
        at += there ? 1 : 0;
        return there;
    }

    private void take(char c) {
        if (!takeIf(c)) {
            throw wrong("no " + c);
        }
    }

    private int number() {
        int start = at;
        while (Character.isDigit(peek())) {
            at++;
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        take('"');
        while (!takeIf('"')) {
            char c = peek();
            at++;
            if (c < ' ') {
                throw wrong("a control character");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "\"\\/bfnrt".indexOf(c);
        if (known < 0) {
            throw wrong("the escape " + c);
        }
        return "\"\\/\b\f\n\r\t".charAt(known);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " at " + at + " of " + text);
    }
}
