package dev.weir.http1;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.support.BufferPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A target for a fuzzer that is guided by coverage: {@code ./weir fuzz head}. The input is what a client sends first. A
 * head is taken exactly where {@link HeadModel} sees one, with the same method, target, authority, fields and length;
 * it is the same in one piece and byte by byte; and printed and parsed again it stays what it is. {@link FuzzTest} runs
 * it over its corpus.
 */
public final class HeadFuzz {
    private static final int MAX_FIELDS = MemoryServer.CONFIG.maxHeaderCount();

    private HeadFuzz() {}

    /**
     * What became of some bytes.
     *
     * @param end where the head ends; -1 where there is none
     * @param head what it says; null where there is none
     * @param status what refuses it; 0 where nothing does
     */
    private record Outcome(int end, RequestHead head, int status) {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        Outcome whole = read(text);
        Outcome pieces = read(text.split(""));
        check(whole.status == pieces.status && whole.end == pieces.end, text, "in pieces", whole, pieces);
        var model = HeadModel.of(text, MAX_FIELDS);
        if (whole.head == null) {
            check(whole.status == 0 || whole.status >= 400 && whole.status < 600, text, "no such status", whole, "");
            check(model.isEmpty(), text, "a whole head is not taken", whole, model);
            return;
        }
        check(model.isPresent(), text, "what is no head is taken", whole, fields(whole.head));
        HeadModel expected = model.get();
        HeadModel seen = seen(whole.head, whole.end);
        check(expected.equals(seen), text, "another head", expected, seen);
        check(describe(whole.head).equals(describe(pieces.head)), text, "in pieces", whole, pieces);
        String printed = print(whole.head);
        Outcome again = read(printed);
        check(
                again.head != null
                        && again.end == printed.length()
                        && describe(again.head).equals(describe(whole.head)),
                text,
                "printed and parsed",
                whole,
                again);
    }

    private static void check(boolean so, String text, String what, Object one, Object other) {
        if (!so) {
            throw new AssertionError(what + ": " + one + " and " + other + " of: " + text);
        }
    }

    private static Outcome read(String... pieces) {
        MemoryServer server = new MemoryServer((_, _) -> {}, MemoryServer.CONFIG);
        RequestInput in = new RequestInput(
                MemoryConnection.sent(server, "http/1.1", pieces), new BufferPool(RequestInput.SMALL, 1));
        HeadScanner scanner = new HeadScanner(MemoryServer.CONFIG);
        HeadParser parser = new HeadParser(MAX_FIELDS, false, false);
        scanner.reset();
        int before = 0;
        for (String piece : pieces) {
            before += piece.length();
        }
        try {
            int length = -1;
            while (length < 0 && in.fill()) {
                length = scanner.scan(in);
                if (in.buf.length > 4 * before + 32 * 1024) {
                    throw new AssertionError("a buffer of " + in.buf.length + " for " + before);
                }
            }
            if (length < 0) {
                return new Outcome(-1, null, 0);
            }
            RequestHead head = parser.parse(in.buf, in.pos, length);
            int rest = in.limit - in.pos - length;
            while (in.fill()) {
                rest = in.limit - in.pos - length;
            }
            return new Outcome(before - rest, head, 0);
        } catch (Refusal e) {
            return new Outcome(-1, null, e.status());
        } catch (java.io.IOException e) {
            throw new AssertionError("a connection in memory does not fail", e);
        }
    }

    private static String slice(RequestHead head, int start, int end) {
        return new String(head.bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static List<String> fields(RequestHead head) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < 4 * head.fieldCount; i += 2) {
            fields.add(slice(head, head.fields[i], head.fields[i + 1]));
        }
        return fields;
    }

    private static HeadModel seen(RequestHead head, int end) {
        return new HeadModel(
                head.method,
                slice(head, head.targetStart, head.targetEnd),
                slice(head, head.authorityStart, head.authorityEnd),
                fields(head),
                head.contentLength,
                end);
    }

    private static String describe(RequestHead head) {
        return seen(head, 0) + " " + slice(head, head.pathStart, head.pathEnd) + " "
                + slice(head, head.queryStart, head.queryEnd) + " " + head.emptyPath + head.http10 + head.chunked
                + head.close + head.keepAlive + head.upgrade + head.expectContinue;
    }

    private static String print(RequestHead head) {
        StringBuilder text = new StringBuilder(head.method)
                .append(' ')
                .append(slice(head, head.targetStart, head.targetEnd))
                .append(head.http10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        List<String> fields = fields(head);
        for (int i = 0; i < fields.size(); i += 2) {
            text.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
        }
        return text.append("\r\n").toString();
    }
}
