package dev.weir.attack;

import java.util.ArrayList;
import java.util.List;

/** Content in chunks (RFC 9112 section 7.1) that is framed badly, or that is nearly all frame and hardly content. */
public final class Chunks {
    private static final String POST =
            "POST /request HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private Chunks() {}

    /** All of them. */
    public static List<Http1Attack> all() {
        List<Http1Attack> all = new ArrayList<>(List.of(
                chunks("bare LF after the size (CVE-2025-22871)", "5\nhello\r\n0\r\n\r\n"),
                chunks("bare CR after the size", "5\rhello\r\n0\r\n\r\n"),
                chunks("bare LF after the data", "5\r\nhello\n0\r\n\r\n"),
                chunks("no CRLF after the data", "5\r\nhello0\r\n\r\n"),
                chunks("data longer than its size", "5\r\nhello, world\r\n0\r\n\r\n"),
                chunks("size of 17 digits (CVE-2013-2028)", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
                chunks("size over 2^63 (CVE-2017-7657)", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
                chunks("size with a sign", "+5\r\nhello\r\n0\r\n\r\n"),
                chunks("size with a minus sign", "-5\r\nhello\r\n0\r\n\r\n"),
                chunks("size with a space before it", " 5\r\nhello\r\n0\r\n\r\n"),
                chunks("size with 0x (CVE-2023-38697)", "0x5\r\nhello\r\n0\r\n\r\n"),
                chunks("size with an underscore", "1_0\r\nhello\r\n0\r\n\r\n"),
                chunks("no size", "\r\nhello\r\n0\r\n\r\n"),
                chunks("NUL in the size", "5\u0000\r\nhello\r\n0\r\n\r\n"),
                chunks("bare LF in an extension (CVE-2021-22960)", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
                chunks("bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
                chunks("NUL in an extension", "5;a=\u0000\r\nhello\r\n0\r\n\r\n"),
                chunks("quoted extension without an end", "5;a=\"b\r\nhello\r\n0\r\n\r\n"),
                chunks("Content-Length in the trailers", "5\r\nhello\r\n0\r\nContent-Length: 0\r\n\r\n"),
                chunks("Host in the trailers", "5\r\nhello\r\n0\r\nHost: other\r\n\r\n"),
                chunks("Transfer-Encoding in the trailers", "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
                chunks("folded trailer", "5\r\nhello\r\n0\r\nA: b\r\n c\r\n\r\n"),
                chunks("bare LF after a trailer", "5\r\nhello\r\n0\r\nA: b\n\r\n")));
        bounded(all);
        return all;
    }

    private static Http1Attack chunks(String name, String chunks) {
        return Http1Attack.sends(name, POST + chunks + SMUGGLED);
    }

    /** Those that go on for ever. */
    private static void bounded(List<Http1Attack> all) {
        all.add(new Http1Attack(
                "an extension without end (CVE-2023-39326)",
                (wire, size) -> wire.send(POST + "5;" + "a".repeat(size))));
        all.add(new Http1Attack(
                "extensions on each of many chunks (CVE-2023-39326)",
                (wire, size) -> wire.send(POST + ("1;" + "a".repeat(1000) + "\r\nx\r\n").repeat(size / 1000))));
        all.add(new Http1Attack("a size of zeros without end", (wire, size) -> wire.send(POST + "0".repeat(size))));
        all.add(new Http1Attack(
                "a trailer without end", (wire, size) -> wire.send(POST + "0\r\nA: " + "b".repeat(size))));
        all.add(new Http1Attack(
                "trailers without end", (wire, size) -> wire.send(POST + "0\r\n" + "A: b\r\n".repeat(size / 6))));
    }

    /** Chunks of one byte each, which the handler leaves, and another request: much work for little content. */
    public static Http1Attack single() {
        return new Http1Attack(
                "chunks of a byte each",
                (wire, size) ->
                        wire.send("POST /plaintext HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "1\r\nx\r\n".repeat(size)
                                + "0\r\n\r\nGET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }
}
