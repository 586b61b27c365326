package dev.weir.attack;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests whose end two servers could see at two places (RFC 9112 sections 6 and 11.2): behind each stands one that
 * must not be read. Each kind of doubt once; the conformance tests have them all.
 */
public final class RequestSmuggling {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

    private RequestSmuggling() {}

    /** All of them. */
    public static List<Http1Attack> all() {
        List<Http1Attack> all = new ArrayList<>(List.of(
                post("CL.TE (CVE-2019-20445)", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                post("TE.CL (CVE-2017-7658)", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
                post("CL 0 and TE", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                new Http1Attack(
                        "CL.0, a body that no handler reads (CVE-2022-22720)",
                        (wire, _) -> wire.send("GET /plaintext HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED)),
                new Http1Attack(
                        "CL.0, a body that is too long to be dropped",
                        (wire, _) -> wire.send(
                                "POST /plaintext HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
                                        + SMUGGLED.repeat(20))),
                new Http1Attack(
                        "0.CL, a body that is answered before it comes",
                        (wire, _) -> wire.send("POST /plaintext HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                                + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED))));
        lengths(all);
        codings(all);
        lines(all);
        return all;
    }

    private static Http1Attack post(String name, String fields, String content) {
        return Http1Attack.sends(
                name, "POST /echo HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + content + SMUGGLED);
    }

    private static Http1Attack length(String name, String fields) {
        return post(name, fields, "hello");
    }

    private static Http1Attack coding(String name, String fields) {
        return post("TE.TE, " + name, fields, CHUNKS);
    }

    private static void lengths(List<Http1Attack> all) {
        all.add(length("two Content-Length (CVE-2017-7658)", "Content-Length: 5\r\nContent-Length: 0\r\n"));
        all.add(length("list of Content-Length", "Content-Length: 5, 0\r\n"));
        all.add(length("empty Content-Length (CVE-2023-40225)", "Content-Length:\r\nContent-Length: 5\r\n"));
        all.add(length("plus sign in Content-Length (CVE-2023-40167)", "Content-Length: +5\r\n"));
        all.add(length("minus sign in Content-Length", "Content-Length: -5\r\n"));
        all.add(length("hexadecimal Content-Length (CVE-2023-38697)", "Content-Length: 0x5\r\n"));
        all.add(length("Content-Length of 2^64 and 5", "Content-Length: 18446744073709551621\r\n"));
        all.add(length("vertical tab in Content-Length", "Content-Length: \u000b5\r\n"));
        all.add(length("NUL in Content-Length", "Content-Length: 5\u0000\r\n"));
        all.add(length("space before the colon of Content-Length (CVE-2019-16276)", "Content-Length : 5\r\n"));
        all.add(Http1Attack.sends(
                "CONNECT with Content-Length",
                "CONNECT localhost:80 HTTP/1.1\r\n" + "Host: localhost:80\r\nContent-Length: 5\r\n\r\nhello"
                        + SMUGGLED));
    }

    private static void codings(List<Http1Attack> all) {
        all.add(coding("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
        all.add(coding("chunked, identity", "Transfer-Encoding: chunked, identity\r\n"));
        all.add(coding("identity", "Transfer-Encoding: identity\r\n"));
        all.add(coding("a second field that is unknown", "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n"));
        all.add(coding("a first field that is unknown", "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n"));
        all.add(coding("a name that only begins so", "Transfer-Encoding: chunkedx\r\n"));
        all.add(coding("comma (CVE-2022-32213)", "Transfer-Encoding: chunked,\r\n"));
        all.add(coding("space before the colon (CVE-2019-16869)", "Transfer-Encoding : chunked\r\n"));
        all.add(coding("tab before the colon", "Transfer-Encoding\t: chunked\r\n"));
        all.add(coding("vertical tab (CVE-2019-15605)", "Transfer-Encoding: \u000bchunked\r\n"));
        all.add(coding("folded (CVE-2022-32215)", "Transfer-Encoding:\r\n chunked\r\n"));
        all.add(coding("folded after another coding", "Transfer-Encoding: x\r\n\tchunked\r\n"));
        all.add(coding("quoted", "Transfer-Encoding: \"chunked\"\r\n"));
        all.add(coding("empty", "Transfer-Encoding:\r\n"));
        all.add(Http1Attack.sends(
                "TE.TE, HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS + SMUGGLED));
    }

    /** Fields that one server sees and another does not. */
    private static void lines(List<Http1Attack> all) {
        all.add(length("bare LF between fields (CVE-2022-32214)", "A: b\nContent-Length: 5\r\n"));
        all.add(length("bare CR between fields (CVE-2023-30589)", "A: b\rContent-Length: 5\r\n"));
        all.add(length("empty name before Content-Length (CVE-2023-25725)", ": x\r\nContent-Length: 5\r\n"));
        all.add(length("no colon before Content-Length (CVE-2019-20444)", "Abc\r\nContent-Length: 5\r\n"));
    }
}
