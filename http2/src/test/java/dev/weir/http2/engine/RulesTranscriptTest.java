package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.FrameType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rows of what a client sends and what it gets: frames, settings, blocks of fields, requests, windows and limits. */
class RulesTranscriptTest {
    private static final String NINE = "000000000000000000";

    private final List<DynamicTest> rows = new ArrayList<>();

    private void row(String name, Consumer<Peer> script) {
        rows.add(dynamicTest(name, () -> {
            try (Peer peer = Peer.begun()) {
                script.accept(peer);
            }
        }));
    }

    private void goAway(String name, String code, Consumer<Peer> script) {
        row(name + ": GOAWAY " + code, p -> {
            script.accept(p);
            p.expectGoAway(code);
        });
    }

    private void fine(String name, Consumer<Peer> script) {
        row(name + ": fine", p -> {
            script.accept(p);
            p.expectAlive();
        });
    }

    private void resets(String name, String code, Consumer<Peer> script) {
        row(name + ": RST_STREAM " + code, p -> {
            script.accept(p);
            p.expectReset(code);
            p.expectAlive();
        });
    }

    // ---- how a connection begins

    @TestFactory
    List<DynamicTest> beginnings() {
        for (String wrong : List.of("GET / HTTP/1.1\r\n\r\n          ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX", "X")) {
            rows.add(dynamicTest("not the preface: " + wrong.strip(), () -> {
                try (Peer peer = new Peer()) {
                    peer.connection.send(wrong.getBytes(StandardCharsets.US_ASCII));
                    peer.expectGoAway("PROTOCOL_ERROR");
                }
            }));
        }
        rows.add(dynamicTest("the preface in single octets", () -> {
            try (Peer peer = new Peer()) {
                for (byte octet : ClientPreface.BYTES) {
                    peer.connection.send(new byte[] {octet});
                }
                peer.settings().expectAlive();
            }
        }));
        rows.add(dynamicTest("closed within the preface", () -> {
            try (Peer peer = new Peer()) {
                peer.raw("505249");
                peer.connection.endInput();
                peer.expectEnd();
            }
        }));
        for (FrameType type : List.of(FrameType.PING, FrameType.WINDOW_UPDATE, FrameType.PRIORITY)) {
            rows.add(dynamicTest("first frame is " + type, () -> {
                try (Peer peer = new Peer()) {
                    String payload = type == FrameType.PING
                            ? "0000000000000000"
                            : type == FrameType.PRIORITY ? "0000000010" : "00000001";
                    peer.preface().frame(type, 0, type == FrameType.PRIORITY ? 1 : 0, payload);
                    peer.expectGoAway("PROTOCOL_ERROR");
                }
            }));
        }
        rows.add(dynamicTest("SETTINGS ACK first", () -> {
            try (Peer peer = new Peer()) {
                peer.preface().frame(FrameType.SETTINGS, Flags.ACK, 0, "");
                peer.expectGoAway("PROTOCOL_ERROR");
            }
        }));
        rows.add(dynamicTest("our SETTINGS do not wait for the client's", () -> {
            try (Peer peer = new Peer()) {
                String settings = peer.expect("SETTINGS 0 ");
                for (String wanted : List.of(
                        "HEADER_TABLE_SIZE=4096",
                        "MAX_CONCURRENT_STREAMS=250",
                        "INITIAL_WINDOW_SIZE=262144",
                        "MAX_FRAME_SIZE=16384",
                        "MAX_HEADER_LIST_SIZE=4096",
                        "NO_RFC7540_PRIORITIES=1")) {
                    assertTrue(settings.contains(wanted), wanted + " in " + settings);
                }
                peer.expect("WINDOW_UPDATE 0 +983041");
            }
        }));
        rows.add(dynamicTest("too late with the preface", () -> {
            try (Peer peer = new Peer()) {
                peer.expect("SETTINGS 0 ");
                peer.connection.beLate();
                peer.expectGoAway("NO_ERROR");
            }
        }));
        return rows;
    }

    // ---- frames

    @TestFactory
    List<DynamicTest> frames() {
        goAway("DATA on stream 0", "PROTOCOL_ERROR", p -> p.data(0, false, 1));
        goAway("HEADERS on stream 0", "PROTOCOL_ERROR", p -> p.headers(0, true, ":method: GET"));
        goAway("PRIORITY on stream 0", "PROTOCOL_ERROR", p -> p.frame(FrameType.PRIORITY, 0, 0, "0000000010"));
        goAway("RST_STREAM on stream 0", "PROTOCOL_ERROR", p -> p.reset(0));
        goAway("CONTINUATION on stream 0", "PROTOCOL_ERROR", p -> p.frame(FrameType.CONTINUATION, 4, 0, ""));
        goAway("SETTINGS on a stream", "PROTOCOL_ERROR", p -> p.frame(FrameType.SETTINGS, 0, 1, ""));
        goAway("PING on a stream", "PROTOCOL_ERROR", p -> p.frame(FrameType.PING, 0, 1, "0000000000000000"));
        goAway("GOAWAY on a stream", "PROTOCOL_ERROR", p -> p.frame(FrameType.GOAWAY, 0, 1, "0000000000000000"));
        goAway(
                "PRIORITY_UPDATE on a stream",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.PRIORITY_UPDATE, 0, 1, "00000001"));
        goAway("SETTINGS of 5 octets", "FRAME_SIZE_ERROR", p -> p.frame(FrameType.SETTINGS, 0, 0, "0001000000"));
        goAway("SETTINGS ACK with content", "FRAME_SIZE_ERROR", p -> p.frame(FrameType.SETTINGS, 1, 0, "000100000000"));
        goAway("PING of 7 octets", "FRAME_SIZE_ERROR", p -> p.frame(FrameType.PING, 0, 0, "00000000000000"));
        goAway("PING of 9 octets", "FRAME_SIZE_ERROR", p -> p.frame(FrameType.PING, 0, 0, NINE));
        goAway("GOAWAY of 7 octets", "FRAME_SIZE_ERROR", p -> p.frame(FrameType.GOAWAY, 0, 0, "00000000000000"));
        goAway("WINDOW_UPDATE of 3 octets", "FRAME_SIZE_ERROR", p -> p.frame(FrameType.WINDOW_UPDATE, 0, 0, "000001"));
        goAway(
                "WINDOW_UPDATE of 5 octets",
                "FRAME_SIZE_ERROR",
                p -> p.frame(FrameType.WINDOW_UPDATE, 0, 0, "0000000100"));
        goAway(
                "PRIORITY_UPDATE of 3 octets",
                "FRAME_SIZE_ERROR",
                p -> p.frame(FrameType.PRIORITY_UPDATE, 0, 0, "000001"));
        goAway(
                "PRIORITY_UPDATE of no stream",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.PRIORITY_UPDATE, 0, 0, "00000000"));
        goAway(
                "PRIORITY_UPDATE of an even stream",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.PRIORITY_UPDATE, 0, 0, "00000002"));
        goAway("WINDOW_UPDATE 0 of the connection", "PROTOCOL_ERROR", p -> p.window(0, 0));
        goAway("window of the connection too large", "FLOW_CONTROL_ERROR", p -> p.window(0, Integer.MAX_VALUE));
        goAway("SETTINGS longer than a frame", "FRAME_SIZE_ERROR", p -> p.raw("004001 04 00 00000000"));
        goAway("HEADERS longer than a frame", "FRAME_SIZE_ERROR", p -> p.raw("004001 01 04 00000001"));
        goAway(
                "DATA longer than a frame",
                "FRAME_SIZE_ERROR",
                p -> p.request(1, false, "POST", "/hold").raw("004001 00 00 00000001"));
        goAway(
                "padding as long as DATA",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/hold").frame(FrameType.DATA, Flags.PADDED, 1, "030000"));
        goAway(
                "padding longer than DATA",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/hold").frame(FrameType.DATA, Flags.PADDED, 1, "ff0000"));
        goAway(
                "padded DATA without a length",
                "FRAME_SIZE_ERROR",
                p -> p.request(1, false, "POST", "/hold").frame(FrameType.DATA, Flags.PADDED, 1, ""));
        goAway("padding longer than HEADERS", "PROTOCOL_ERROR", p -> p.frame(FrameType.HEADERS, 0xd, 1, "0482"));
        goAway(
                "HEADERS too short for its priority",
                "FRAME_SIZE_ERROR",
                p -> p.frame(FrameType.HEADERS, 0x25, 1, "00000000"));
        goAway("an even stream", "PROTOCOL_ERROR", p -> p.get(2, "/"));
        goAway("a lower stream", "PROTOCOL_ERROR", p -> {
            p.get(5, "/");
            p.expect("DATA 5 END_STREAM");
            p.get(3, "/");
        });
        row("padded DATA is read without its padding", p -> {
            p.request(1, false, "POST", "/").frame(FrameType.DATA, Flags.PADDED | Flags.END_STREAM, 1, "03 61 000000");
            assertTrue(p.expect("HEADERS 1").contains("{:status: 200}"), p::transcript);
            p.expect("DATA 1 END_STREAM");
        });
        row("HEADERS with padding and priority", p -> {
            byte[] block = p.block(":method: GET", ":scheme: http", ":path: /empty", ":authority: a");
            byte[] payload = new byte[block.length + 8];
            payload[0] = 2;
            payload[5] = 15;
            System.arraycopy(block, 0, payload, 6, block.length);
            p.frame(FrameType.HEADERS, 0x2d, 1, payload);
            assertTrue(p.expect("HEADERS 1 END_STREAM").contains("{:status: 204}"), p::transcript);
        });
        fine("the reserved bit of a stream's id", p -> p.frame(FrameType.WINDOW_UPDATE, 0, 1 << 31, "00000001"));
        fine("unknown flags", p -> p.frame(FrameType.PING, 0xfe & ~1, 0, "0000000000000000"));
        fine("an answer to a ping that was not sent", p -> p.frame(FrameType.PING, 1, 0, "0102030405060708"));
        fine("an unknown frame on stream 0", p -> p.frame(0x55, 0, 0, "00"));
        fine("empty SETTINGS", Peer::settings);
        row("a ping is answered with its octets", p -> {
            p.frame(FrameType.PING, 0, 0, "1122334455667788");
            p.expect("PING 0 ACK 1122334455667788");
        });
        row("frames in single octets", p -> {
            for (byte octet : Peer.bytes(
                    FrameType.HEADERS,
                    5,
                    1,
                    p.block(":method: GET", ":scheme: http", ":path: /empty", ":authority: a"))) {
                p.connection.send(new byte[] {octet});
            }
            p.expect("HEADERS 1 END_STREAM");
        });
        row("closed within a frame", p -> {
            p.raw("000008 06 00 00000000 0102");
            p.connection.endInput();
            p.expectEnd();
        });
        return rows;
    }

    // ---- settings

    @TestFactory
    List<DynamicTest> settings() {
        goAway("ENABLE_PUSH 2", "PROTOCOL_ERROR", p -> p.settings(2, 2));
        goAway("INITIAL_WINDOW_SIZE 2^31", "FLOW_CONTROL_ERROR", p -> p.settings(4, 1 << 31));
        goAway("MAX_FRAME_SIZE 16383", "PROTOCOL_ERROR", p -> p.settings(5, 16_383));
        goAway("MAX_FRAME_SIZE 2^24", "PROTOCOL_ERROR", p -> p.settings(5, 1 << 24));
        goAway("ENABLE_CONNECT_PROTOCOL 2", "PROTOCOL_ERROR", p -> p.settings(8, 2));
        goAway("NO_RFC7540_PRIORITIES 2", "PROTOCOL_ERROR", p -> p.settings(9, 2));
        goAway("NO_RFC7540_PRIORITIES that changes", "PROTOCOL_ERROR", p -> p.settings(9, 1));
        goAway("an acknowledgement too many", "PROTOCOL_ERROR", p -> p.frame(FrameType.SETTINGS, 1, 0, ""));
        goAway(
                "windows that overflow",
                "FLOW_CONTROL_ERROR",
                p -> p.get(1, "/hold").window(1, 0x7fff0000).settings(4, 0x7fffffff));
        for (int[] pair : new int[][] {
            {1, 0},
            {1, -1},
            {2, 0},
            {2, 1},
            {3, 0},
            {3, -1},
            {4, 0},
            {4, Integer.MAX_VALUE},
            {5, 16_384},
            {5, 16_777_215},
            {6, 0},
            {6, -1},
            {7, 1},
            {0xff00, 5}
        }) {
            row("setting " + pair[0] + " of " + Integer.toUnsignedString(pair[1]) + " is acknowledged", p -> {
                p.settings(pair);
                p.expect("SETTINGS 0 ACK");
                p.expectAlive();
            });
        }
        row("each SETTINGS has its own acknowledgement", p -> {
            p.settings(3, 1).settings(3, 2).settings();
            for (int i = 0; i < 3; i++) {
                p.expect("SETTINGS 0 ACK");
            }
        });
        row("a smaller table is obeyed, and told", p -> {
            p.settings(1, 0);
            p.expect("SETTINGS 0 ACK");
            p.get(1, "/");
            p.expect("DATA 1 END_STREAM");
            p.get(3, "/");
            p.expect("DATA 3 END_STREAM");
        });
        row("content is cut to the client's frames", p -> {
            p.get(1, "/bytes?40000");
            p.expect("DATA 1 16384");
            p.expect("DATA 1 16384");
        });
        return rows;
    }

    // ---- blocks of fields

    @TestFactory
    List<DynamicTest> blocks() {
        goAway(
                "another frame within a block",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.HEADERS, 1, 1, "82").frame(FrameType.PING, 0, 0, "0000000000000000"));
        goAway(
                "an unknown frame within a block",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.HEADERS, 1, 1, "82").frame(0xfe, 0, 1, ""));
        goAway(
                "CONTINUATION of another stream",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.HEADERS, 1, 1, "82").frame(FrameType.CONTINUATION, 4, 3, "86"));
        goAway(
                "HEADERS within a block",
                "PROTOCOL_ERROR",
                p -> p.frame(FrameType.HEADERS, 1, 1, "82").frame(FrameType.HEADERS, 5, 3, "82"));
        goAway("an index past the tables", "COMPRESSION_ERROR", p -> p.frame(FrameType.HEADERS, 5, 1, "be"));
        goAway("a block that ends within a field", "COMPRESSION_ERROR", p -> p.frame(FrameType.HEADERS, 5, 1, "8240"));
        goAway("a table over the setting", "COMPRESSION_ERROR", p -> p.frame(FrameType.HEADERS, 5, 1, "3fe21f82"));
        goAway(
                "a broken block on a stream that is refused",
                "COMPRESSION_ERROR",
                p -> p.get(1, "/hold").frame(FrameType.HEADERS, 5, 1, "ff00"));
        goAway("nine CONTINUATION frames", "ENHANCE_YOUR_CALM", p -> {
            p.frame(FrameType.HEADERS, 1, 1, "82");
            for (int i = 0; i < 9; i++) {
                p.frame(FrameType.CONTINUATION, 0, 1, "0f0100");
            }
        });
        goAway(
                "two empty CONTINUATION frames",
                "ENHANCE_YOUR_CALM",
                p -> p.frame(FrameType.HEADERS, 1, 1, "82")
                        .frame(FrameType.CONTINUATION, 0, 1, "")
                        .frame(FrameType.CONTINUATION, 0, 1, ""));
        goAway(
                "fields far over the limit",
                "ENHANCE_YOUR_CALM",
                p -> p.request(1, true, "GET", "/", "x-long: " + "v".repeat(4 * Peer.MAX_HEADER_BYTES)));
        row("a block in eight CONTINUATION frames, one empty", p -> {
            byte[] block = p.block(":method: GET", ":scheme: http", ":path: /empty", ":authority: a", "x-a: b");
            p.frame(FrameType.HEADERS, 1, 1, new byte[0]);
            int at = 0;
            for (int i = 0; i < 8; i++) {
                int length = i == 3 ? 0 : i == 7 ? block.length - at : Math.min(3, block.length - at);
                p.frame(FrameType.CONTINUATION, i == 7 ? 4 : 0, 1, Arrays.copyOfRange(block, at, at + length));
                at += length;
            }
            p.expect("HEADERS 1 END_STREAM");
        });
        row("fields over the limit: 431, and the table stays in step", p -> {
            p.request(1, true, "GET", "/", "x-kept: yes", "x-long: " + "v".repeat(Peer.MAX_HEADER_BYTES));
            assertTrue(p.expect("HEADERS 1").contains("{:status: 431}"), p::transcript);
            p.request(3, true, "GET", "/", "x-kept: yes");
            assertTrue(p.expect("HEADERS 3").contains("{:status: 200}"), p::transcript);
        });
        row("too many fields: 431", p -> {
            String[] fields = new String[Peer.MAX_FIELDS + 1];
            Arrays.setAll(fields, i -> "x-" + i + ": v");
            p.request(1, true, "GET", "/", fields);
            assertTrue(p.expect("HEADERS 1").contains("{:status: 431}"), p::transcript);
        });
        row("a long target: 414", p -> {
            p.get(1, "/" + "a".repeat(Peer.MAX_TARGET));
            assertTrue(p.expect("HEADERS 1").contains("{:status: 414}"), p::transcript);
        });
        row("a broken escape in the path: 400, also the second time", p -> {
            for (int stream = 1; stream < 6; stream += 2) {
                p.get(stream, "/a%2");
                assertTrue(p.expect("HEADERS " + stream).contains("{:status: 400}"), p::transcript);
            }
        });
        row("an unknown expectation: 417", p -> {
            p.request(1, true, "POST", "/", "expect: the-unexpected");
            assertTrue(p.expect("HEADERS 1").contains("{:status: 417}"), p::transcript);
        });
        row("a long response head is cut into CONTINUATION frames", p -> {
            p.get(1, "/long-head");
            p.expect("HEADERS 1 16384");
            p.expect("CONTINUATION 1 ");
            p.expect("DATA 1 END_STREAM");
        });
        return rows;
    }

    // ---- requests

    private static final String GET = ":method: GET";
    private static final String HTTP = ":scheme: http";
    private static final String ROOT = ":path: /";
    private static final String HOST = ":authority: a";

    private void malformed(String name, String... fields) {
        resets(name, "PROTOCOL_ERROR", p -> p.headers(1, true, fields));
    }

    private void answered(String name, String status, String... fields) {
        row(name + ": " + status, p -> {
            p.headers(1, true, fields);
            assertTrue(p.expect("HEADERS 1").contains("{:status: " + status + "}"), p::transcript);
            p.expectAlive();
        });
    }

    @TestFactory
    List<DynamicTest> requests() {
        malformed("no method", HTTP, ROOT, HOST);
        malformed("no scheme", GET, ROOT, HOST);
        malformed("no path", GET, HTTP, HOST);
        malformed("two methods", GET, GET, HTTP, ROOT, HOST);
        malformed("two schemes", GET, HTTP, HTTP, ROOT, HOST);
        malformed("two paths", GET, HTTP, ROOT, ROOT, HOST);
        malformed("two authorities", GET, HTTP, ROOT, HOST, HOST);
        malformed("an unknown pseudo-field", GET, HTTP, ROOT, HOST, ":foo: bar");
        malformed("a response's pseudo-field", GET, HTTP, ROOT, HOST, ":status: 200");
        malformed("a pseudo-field behind others", GET, HTTP, ROOT, "x-a: b", HOST);
        malformed("an empty method", ":method: ", HTTP, ROOT, HOST);
        malformed("a method with a space", ":method: GE T", HTTP, ROOT, HOST);
        malformed("an empty path", GET, HTTP, ":path: ", HOST);
        malformed("a path without its slash", GET, HTTP, ":path: index.html", HOST);
        malformed("an asterisk with GET", GET, HTTP, ":path: *", HOST);
        malformed("a path with a space", GET, HTTP, ":path: /a b", HOST);
        malformed("a path with a fragment", GET, HTTP, ":path: /a#b", HOST);
        malformed("a path with a line feed", GET, HTTP, ":path: /a\nb", HOST);
        malformed("an absolute path", GET, HTTP, ":path: http://a/", HOST);
        malformed("an empty scheme", GET, ":scheme: ", ROOT, HOST);
        malformed("a scheme with a colon", GET, ":scheme: http:", ROOT, HOST);
        malformed("an authority with a user", GET, HTTP, ROOT, ":authority: user@a");
        malformed("an authority with a space", GET, HTTP, ROOT, ":authority: a b");
        malformed("an authority with a slash", GET, HTTP, ROOT, ":authority: a/b");
        malformed("an authority with a letter for a port", GET, HTTP, ROOT, ":authority: a:x");
        malformed("a host that is another", GET, HTTP, ROOT, HOST, "host: b");
        malformed("two hosts", GET, HTTP, ROOT, HOST, "host: a", "host: a");
        malformed("a malformed host", GET, HTTP, ROOT, "host: a b");
        malformed("a name in upper case", GET, HTTP, ROOT, HOST, "X-Upper: 1");
        malformed("a name with a space", GET, HTTP, ROOT, HOST, "x a: 1");
        malformed("a name with a colon", GET, HTTP, ROOT, HOST, "x:a: 1");
        malformed("a name that is no ASCII", GET, HTTP, ROOT, HOST, "x\u00e4: 1");
        malformed("a value with NUL", GET, HTTP, ROOT, HOST, "x: a\0b");
        malformed("a value with CR", GET, HTTP, ROOT, HOST, "x: a\rb");
        malformed("a value with LF", GET, HTTP, ROOT, HOST, "x: a\nb");
        malformed("a value with a space before it", GET, HTTP, ROOT, HOST, "x:  a");
        malformed("a value with a tab behind it", GET, HTTP, ROOT, HOST, "x: a\t");
        malformed("connection", GET, HTTP, ROOT, HOST, "connection: close");
        malformed("keep-alive", GET, HTTP, ROOT, HOST, "keep-alive: 1");
        malformed("proxy-connection", GET, HTTP, ROOT, HOST, "proxy-connection: close");
        malformed("transfer-encoding", GET, HTTP, ROOT, HOST, "transfer-encoding: chunked");
        malformed("upgrade", GET, HTTP, ROOT, HOST, "upgrade: h2c");
        malformed("te that is not trailers", GET, HTTP, ROOT, HOST, "te: gzip");
        malformed("a content-length that is none", GET, HTTP, ROOT, HOST, "content-length: +1");
        malformed("two different Content-Length", GET, HTTP, ROOT, HOST, "content-length: 0", "content-length: 1");
        malformed("a content-length, and no content", GET, HTTP, ROOT, HOST, "content-length: 1");
        malformed("CONNECT with a path", ":method: CONNECT", ROOT, ":authority: a:1");
        malformed("CONNECT with a scheme", ":method: CONNECT", HTTP, ":authority: a:1");
        malformed("CONNECT without authority", ":method: CONNECT");
        malformed("CONNECT without a port", ":method: CONNECT", HOST);
        answered("a whole request", "200", GET, HTTP, ROOT, HOST);
        answered("neither authority nor host, as over HTTP/1.1", "400", GET, HTTP, ROOT);
        answered("OPTIONS * without authority", "400", ":method: OPTIONS", HTTP, ":path: *");
        answered("a scheme that is none of HTTP's", "400", GET, ":scheme: coap", ROOT);
        answered("host in place of the authority", "200", GET, HTTP, ROOT, "host: a");
        answered("a host that is the same but for its case", "200", GET, HTTP, ROOT, HOST, "host: A");
        answered("a host with the port that the scheme has", "200", GET, HTTP, ROOT, HOST, "host: a:80");
        answered("a host with an empty port", "200", GET, HTTP, ROOT, ":authority: a:80", "host: a:");
        answered("a host that is percent-encoded", "200", GET, HTTP, ROOT, HOST, "host: %61");
        malformed("a host with the port of another scheme", GET, HTTP, ROOT, HOST, "host: a:443");
        malformed("a host with a malformed port", GET, HTTP, ROOT, HOST, "host: a:x");
        answered("te: trailers", "200", GET, HTTP, ROOT, HOST, "te: trailers");
        answered("a content-length of 0", "200", GET, HTTP, ROOT, HOST, "content-length: 0");
        answered("a content-length twice", "200", GET, HTTP, ROOT, HOST, "content-length: 0", "content-length: 0");
        answered("OPTIONS *", "200", ":method: OPTIONS", HTTP, ":path: *", HOST);
        answered("an unknown method", "200", ":method: BREW", HTTP, ROOT, HOST);
        answered("a very long method", "501", ":method: " + "A".repeat(65), HTTP, ROOT, HOST);
        answered("a scheme that HTTP has not", "400", GET, ":scheme: coap+tcp", ROOT, HOST);
        answered("https without TLS", "421", GET, ":scheme: https", ROOT, HOST);
        answered("http in other cases", "200", GET, ":scheme: HTTP", ROOT, HOST);
        answered("an empty authority", "200", GET, HTTP, ROOT, ":authority: ");
        answered("an empty host", "200", GET, HTTP, ROOT, "host: ");
        answered("an empty authority and an empty host", "200", GET, HTTP, ROOT, ":authority: ", "host: ");
        malformed("an empty authority and a host", GET, HTTP, ROOT, ":authority: ", "host: a");
        malformed("an empty host beside the authority", GET, HTTP, ROOT, HOST, "host: ");
        malformed("CONNECT with an empty authority", ":method: CONNECT", ":authority: ");
        answered("te: trailers twice in a list", "200", GET, HTTP, ROOT, HOST, "te: trailers,, Trailers");
        answered("te without a member", "200", GET, HTTP, ROOT, HOST, "te: ");
        malformed("te of trailers and more", GET, HTTP, ROOT, HOST, "te: trailers, gzip");
        malformed("te of trailers with a weight", GET, HTTP, ROOT, HOST, "te: trailers;q=1");
        malformed(
                "two content-length of other letters",
                GET,
                HTTP,
                ROOT,
                HOST,
                "content-length: 0",
                "content-length: 00");
        malformed("a content-length that is a list", GET, HTTP, ROOT, HOST, "content-length: 0, 0");
        for (String all :
                List.of("expect: ", "expect: ,", "expect: 100-continue, 100-Continue", "expect: , 100-continue ,")) {
            answered(all, "200", GET, HTTP, ROOT, HOST, all);
        }
        answered("expect twice", "200", GET, HTTP, ROOT, HOST, "expect: 100-continue", "expect: 100-continue");
        answered("expect, and another", "417", GET, HTTP, ROOT, HOST, "expect: 100-continue", "expect: x");
        answered("another in a list", "417", GET, HTTP, ROOT, HOST, "expect: 100-continue, x");
        answered("100-continue with a parameter", "417", GET, HTTP, ROOT, HOST, "expect: 100-continue;x");
        answered("CONNECT", "200", ":method: CONNECT", ":authority: a:1");
        row("crumbs of a cookie are joined", p -> {
            p.request(1, true, "GET", "/", "cookie: a=b", "x: y", "cookie: c=d", "cookie: e=f");
            p.expect("DATA 1 END_STREAM " + "GET / 0 cookie=a=b; c=d; e=f x=y".length());
        });
        row("trailers reach the handler", p -> {
            p.request(1, false, "POST", "/").data(1, false, 3).headers(1, true, "x-trailer: t");
            p.expect("DATA 1 END_STREAM " + "POST / 3 trailer x-trailer=t".length());
        });
        resets(
                "trailers with a pseudo-field",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/").headers(1, true, ":path: /"));
        resets(
                "trailers with content-length",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/").headers(1, true, "content-length: 0"));
        resets(
                "trailers with an upper-case name",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/").headers(1, true, "X: 0"));
        resets(
                "more than the content-length",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/", "content-length: 3").data(1, false, 4));
        resets(
                "less than the content-length",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/", "content-length: 3").data(1, true, 2));
        resets(
                "less than the content-length, with trailers",
                "PROTOCOL_ERROR",
                p -> p.request(1, false, "POST", "/", "content-length: 3")
                        .data(1, false, 2)
                        .headers(1, true, "x: y"));
        resets("a stream that depends on itself", "PROTOCOL_ERROR", p -> {
            byte[] block = p.block(GET, HTTP, ROOT, HOST);
            byte[] payload = new byte[block.length + 5];
            payload[3] = 1;
            System.arraycopy(block, 0, payload, 5, block.length);
            p.frame(FrameType.HEADERS, 0x25, 1, payload);
        });
        return rows;
    }

    /** Without a setting it depends on what other modules are there. */
    @Test
    void extendedConnectThatIsNotOffered() {
        Http2Config without = Http2Config.builder().extendedConnect(false).build();
        try (Peer p = Peer.begun(without)) {
            p.headers(1, true, ":method: CONNECT", ":protocol: x", HTTP, ROOT, HOST);
            p.expect("RST_STREAM 1 PROTOCOL_ERROR");
            p.expectAlive();
        }
    }
}
