package dev.weir.attack;

import java.util.ArrayList;
import java.util.List;

/** Heads of requests that break the grammar of RFC 9112, or that have no end. */
public final class BadHeads {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private BadHeads() {}

    /** Fields and request lines that are malformed. */
    public static List<Http1Attack> malformed() {
        List<Http1Attack> all = new ArrayList<>(List.of(
                fields("obs-fold", "A: b\r\n c\r\n"),
                fields("obs-fold by a tab", "A: b\r\n\tc\r\n"),
                Http1Attack.sends(
                        "fold as the first field", "GET /plaintext HTTP/1.1\r\n Host: localhost\r\n\r\n" + SMUGGLED),
                fields("space before the colon (CVE-2021-22959)", "A : b\r\n"),
                fields("empty name (CVE-2023-25725)", ": b\r\n"),
                fields("no colon", "Ab\r\n"),
                fields("NUL in a name", "A\u0000: b\r\n"),
                fields("NUL in a value", "A: \u0000\r\n"),
                fields("bare CR in a value (CVE-2023-30589)", "A: b\rc\r\n"),
                fields("bare CR at the end", "A: b\r\r\n"),
                fields("bare LF", "A: b\n"),
                fields("DEL in a value", "A: \u007f\r\n"),
                fields("ESC in a value", "A: \u001b[2J\r\n"),
                fields("byte over ASCII in a name", "\u00c4: b\r\n"),
                line("NUL in the method", "G\u0000T /plaintext HTTP/1.1"),
                line("tab after the method", "GET\t/plaintext HTTP/1.1"),
                line("NUL in the target (CVE-2013-4547)", "GET /plaintext\u0000 HTTP/1.1"),
                line("space in the target (CVE-2013-4547)", "GET /plain text HTTP/1.1"),
                line("ESC in the target", "GET /\u001b[2J HTTP/1.1"),
                line("bare CR in the target", "GET /\rplaintext HTTP/1.1"),
                line("byte over ASCII in the target", "GET /\u00e4 HTTP/1.1"),
                line("HTTP/0.9", "GET /plaintext"),
                line("HTTP/2.0 in words", "GET /plaintext HTTP/2.0"),
                Http1Attack.sends(
                        "ClientHello of TLS on the plain port",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
                Http1Attack.sends("garbage", "\u00ff\u00fe\u0000\u0001garbage")));
        hosts(all);
        return all;
    }

    private static Http1Attack fields(String name, String fields) {
        return Http1Attack.sends(name, "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n" + SMUGGLED);
    }

    private static Http1Attack line(String name, String line) {
        return Http1Attack.sends(name, line + "\r\nHost: localhost\r\n\r\n" + SMUGGLED);
    }

    private static Http1Attack host(String name, String line, String fields) {
        return Http1Attack.sends(name, line + "\r\n" + fields + "\r\n");
    }

    /** As {@link #host}; {@code %s} in the line is the connection's scheme. */
    private static Http1Attack absolute(String name, String line, String fields) {
        return new Http1Attack(name, (wire, _) -> wire.send(line.formatted(wire.scheme()) + "\r\n" + fields + "\r\n"));
    }

    private static void hosts(List<Http1Attack> all) {
        String get = "GET /plaintext HTTP/1.1";
        all.add(host("no Host", get, ""));
        all.add(host("two Host", get, "Host: localhost\r\nHost: other\r\n"));
        all.add(host("two equal Host", get, "Host: localhost\r\nHost: localhost\r\n"));
        all.add(host("Host with a user", get, "Host: user@localhost\r\n"));
        all.add(host("Host with a path", get, "Host: localhost/x\r\n"));
        all.add(host("Host with a space", get, "Host: local host\r\n"));
        all.add(host("Host with a comma", get, "Host: localhost,other\r\n"));
        all.add(host("Host with a port that is none", get, "Host: localhost:80x\r\n"));
        all.add(host("Host folded", get, "Host:\r\n localhost\r\n"));
        all.add(absolute("absolute form without Host", "GET %s://localhost/plaintext HTTP/1.1", ""));
        all.add(absolute(
                "absolute form with two Host", "GET %s://localhost/plaintext HTTP/1.1", "Host: a\r\nHost: b\r\n"));
        all.add(absolute(
                "absolute form with a user", "GET %s://user@localhost/plaintext HTTP/1.1", "Host: localhost\r\n"));
        all.add(new Http1Attack(
                "absolute form with another scheme than the connection's",
                (wire, _) -> wire.send("GET " + (wire.scheme().equals("http") ? "https" : "http")
                        + "://localhost/plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n")));
        all.add(host("authority form that is no CONNECT", "GET localhost:80 HTTP/1.1", "Host: localhost\r\n"));
        all.add(host("CONNECT without a port", "CONNECT localhost HTTP/1.1", "Host: localhost\r\n"));
        all.add(host("asterisk that is no OPTIONS", "GET * HTTP/1.1", "Host: localhost\r\n"));
    }

    /** Heads that are too large; the size is how many bytes come. */
    public static List<Http1Attack> endless() {
        String get = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n";
        return List.of(
                new Http1Attack("a field without end", (wire, size) -> wire.send(get + "A: " + "b".repeat(size))),
                new Http1Attack("a name without end", (wire, size) -> wire.send(get + "b".repeat(size))),
                new Http1Attack("fields without end", (wire, size) -> wire.send(get + "A: b\r\n".repeat(size / 6))),
                new Http1Attack(
                        "more fields than may be, in a small head",
                        (wire, _) -> wire.send(get + "A:\r\n".repeat(600) + "\r\n")),
                new Http1Attack("a target without end", (wire, size) -> wire.send("GET /" + "a".repeat(size))),
                new Http1Attack("a method without end", (wire, size) -> wire.send("G".repeat(size))),
                new Http1Attack(
                        "a method that is too long",
                        (wire, _) -> wire.send("G".repeat(100) + " / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
                new Http1Attack("empty lines without end", (wire, size) -> wire.send("\r\n".repeat(size / 2))),
                new Http1Attack("bare LFs without end", (wire, size) -> wire.send("\n".repeat(size))),
                new Http1Attack("bare CRs without end", (wire, size) -> wire.send("\r".repeat(size))));
    }
}
