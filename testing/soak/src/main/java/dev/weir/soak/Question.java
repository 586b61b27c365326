package dev.weir.soak;

import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What good clients ask for, and how they know that the answer is right. */
enum Question {
    /** A small answer. */
    TEXT("GET", "/text", 0) {
        @Override
        boolean isRight(byte[] content) {
            return new String(content, StandardCharsets.US_ASCII).equals("TextHandler !");
        }
    },
    /** Content of some size in the answer. */
    DOWN("GET", "/bytes/262144", 0) {
        @Override
        boolean isRight(byte[] content) {
            return content.length == BIG && Arrays.equals(content, 0, BLOCK, content, BLOCK, 2 * BLOCK);
        }
    },
    /** The same in the request: the server tells how much it has read. */
    UP("PUT", "/request", Question.BIG) {
        @Override
        boolean isRight(byte[] content) {
            return new String(content, StandardCharsets.UTF_8).contains("\"contentRead\":" + BIG + ",");
        }
    },
    /** Content that comes back. */
    ECHO("POST", "/echo", 64 * 1024) {
        @Override
        boolean isRight(byte[] content) {
            return Arrays.equals(content, content());
        }
    },
    /** An answer in many parts, each flushed. */
    STREAM("GET", "/stream/50", 0) {
        @Override
        boolean isRight(byte[] content) {
            String text = new String(content, StandardCharsets.US_ASCII);
            return text.startsWith("line 1\nline 2\n")
                    && text.endsWith("\nline 50\n")
                    && text.lines().count() == 50;
        }
    },
    /** A handler that takes its time. */
    SLOW("GET", "/delay/50", 0) {
        @Override
        boolean isRight(byte[] content) {
            return new String(content, StandardCharsets.US_ASCII).equals("after 50 ms\n");
        }
    };

    private static final int BIG = 256 * 1024;
    /** After so many bytes the demo's pattern begins again. */
    private static final int BLOCK = 16 * 1024;

    private final String method;
    private final String path;
    private final byte[] content;

    Question(String method, String path, int length) {
        this.method = method;
        this.path = path;
        content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** The content of the request; not to be changed. */
    byte[] content() {
        return content;
    }

    /** Whether the content of an answer of 200 is the whole and right one. */
    abstract boolean isRight(byte[] content);

    /** Asks, and believes nothing. */
    void ask(Caller caller) throws IOException {
        byte[] answer = caller.ask(this);
        if (!isRight(answer)) {
            throw new IOException(method + " " + path + " was answered with " + answer.length + " bytes: "
                    + Wire.show(new String(answer, StandardCharsets.ISO_8859_1)));
        }
    }
}
