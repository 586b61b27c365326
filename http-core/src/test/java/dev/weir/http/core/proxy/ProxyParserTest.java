package dev.weir.http.core.proxy;

import static dev.weir.http.core.proxy.Headers2.NOTHING;
import static dev.weir.http.core.proxy.Headers2.SIGNATURE;
import static dev.weir.http.core.proxy.Headers2.TCP_4;
import static dev.weir.http.core.proxy.Headers2.bytes;
import static dev.weir.http.core.proxy.Headers2.checked;
import static dev.weir.http.core.proxy.Headers2.header;
import static dev.weir.http.core.proxy.Headers2.join;
import static dev.weir.http.core.proxy.Headers2.path;
import static dev.weir.http.core.proxy.Headers2.proxy4;
import static dev.weir.http.core.proxy.Headers2.text;
import static dev.weir.http.core.proxy.Headers2.tls;
import static dev.weir.http.core.proxy.Headers2.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.core.spi.ProxyInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyParserTest {
    private static final InetSocketAddress PROXY = new InetSocketAddress(1);
    private static final int MOST = 4096;
    /** What stands behind each header, and is not the parser's. */
    private static final byte[] BEHIND = text("GET / HTTP/1.1\r\n\r\n");

    private static final String FROM_TO = "/192.0.2.1:40000 > /198.51.100.7:443";
    private static final byte[] TLS_VALUES =
            join(value(0x21, text("TLSv1.3")), value(0x23, text("TLS_AES_128_GCM_SHA256")), value(0x22, text("Zoë")));

    /** A header, and what it says; or why it is refused, after an exclamation mark. */
    private record Row(String what, byte[] header, String says) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Row line(String what, String line, String says) {
        return new Row("1: " + what, text(line), says);
    }

    private static Row block(String what, byte[] block, String says) {
        return new Row("2: " + what, block, says);
    }

    static Stream<Row> lines() {
        String fields = "!the line has not 6 fields";
        String four = "!an address is not one of IPv4";
        String six = "!an address is not one of IPv6";
        String port = "!a port is not from 0 to 65535";
        String protocol = "!the protocol is none of TCP4, TCP6 and UNKNOWN";
        String end = "!the line ends where it must not";
        String none = "!the connection does not begin with a header";
        return Stream.of(
                line("IPv4", "PROXY TCP4 192.0.2.1 198.51.100.7 40000 443\r\n", FROM_TO),
                line("the shortest of IPv4", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n", "/1.1.1.1:1 > /2.2.2.2:2"),
                line(
                        "the longest of IPv4",
                        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
                        "/255.255.255.255:65535 > /255.255.255.255:65535"),
                line(
                        "IPv6",
                        "PROXY TCP6 2001:db8::1 2001:db8::2 40000 443\r\n",
                        "/[2001:db8:0:0:0:0:0:1]:40000 > /[2001:db8:0:0:0:0:0:2]:443"),
                line("the shortest of IPv6", "PROXY TCP6 :: :: 0 0\r\n", "/[0:0:0:0:0:0:0:0]:0 > /[0:0:0:0:0:0:0:0]:0"),
                line(
                        "the longest of IPv6",
                        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                                + " 65535 65535\r\n",
                        "/[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535 >"
                                + " /[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"),
                line(
                        "IPv4 in IPv6's form",
                        "PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n",
                        "/192.0.2.1:1 > /[0:0:0:0:0:0:0:1]:2"),
                line("not known", "PROXY UNKNOWN\r\n", "-"),
                line("not known, with addresses", "PROXY UNKNOWN ffff:f 192.0.2.1 1 2\r\n", "-"),
                line("not known, with anything", "PROXY UNKNOWN \t\0 x y z\r\n", "-"),
                line("port 0", "PROXY TCP4 192.0.2.1 198.51.100.7 0 443\r\n", "/192.0.2.1:0 > /198.51.100.7:443"),
                line("none, but a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", none),
                line("none, but POST", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", none),
                line("none, but the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", none),
                line("none, but TLS", "\26\3\1\2\0\1\0\1\374\3\3\0\0\0\0\0\0\0", none),
                line("lower case", "proxy TCP4 192.0.2.1 198.51.100.7 1 2\r\n", none),
                line("a tab behind the first word", "PROXY\tTCP4 192.0.2.1 198.51.100.7 1 2\r\n", none),
                line("two spaces behind the first word", "PROXY  TCP4 192.0.2.1 198.51.100.7 1 2\r\n", protocol),
                line(
                        "two spaces between addresses",
                        "PROXY TCP4 192.0.2.1  198.51.100.7 1 2\r\n",
                        "!the line has more than 6 fields"),
                line(
                        "a space at the end",
                        "PROXY TCP4 192.0.2.1 198.51.100.7 1 2 \r\n",
                        "!the line has more than 6 fields"),
                line(
                        "a field too many",
                        "PROXY TCP4 192.0.2.1 198.51.100.7 1 2 3\r\n",
                        "!the line has more than 6 fields"),
                line("no ports", "PROXY TCP4 192.0.2.1 198.51.100.7\r\n", end + "|" + fields),
                line("no port at the end", "PROXY TCP4 192.0.2.1 198.51.100.7 1\r\n", end + "|" + fields),
                line("no addresses", "PROXY TCP4\r\nGET / HTTP/1.1\r\n", protocol + "|" + end),
                line("UDP4", "PROXY UDP4 192.0.2.1 198.51.100.7 1 2\r\n", protocol),
                line("TCP5", "PROXY TCP5 192.0.2.1 198.51.100.7 1 2\r\n", protocol),
                line("UNKNOWNX", "PROXY UNKNOWNX\r\n", protocol),
                line("a line feed alone", "PROXY TCP4 192.0.2.1 198.51.100.7 1 2\n", end),
                line("a carriage return alone", "PROXY TCP4 192.0.2.1 198.51.100.7 1 2\rGET ", end),
                line("a line feed within", "PROXY TCP4 192.0.2.1\n198.51.100.7 1 2\r\n", end),
                line("a carriage return within UNKNOWN", "PROXY UNKNOWN a\rb\r\n", end),
                line("IPv6 as IPv4", "PROXY TCP4 ::1 ::2 40000 44300\r\n", four),
                line("IPv4 as IPv6", "PROXY TCP6 192.0.2.1 198.51.100.7 1 2\r\n", six),
                line("three parts", "PROXY TCP4 192.0.201 198.51.100.7 1 2\r\n", four),
                line("five parts", "PROXY TCP4 192.0.2.1.1 198.51.100.7 1 2\r\n", four),
                line("a part over 255", "PROXY TCP4 192.0.2.256 198.51.100.7 1 2\r\n", four),
                line("a part with a leading zero", "PROXY TCP4 192.0.02.1 198.51.100.7 1 2\r\n", four),
                line("a part in hexadecimal", "PROXY TCP4 192.0.0x2.1 198.51.100.7 1 2\r\n", four),
                line("a name", "PROXY TCP4 localhost 198.51.100.7 1 2\r\n", four),
                line("a second address that is none", "PROXY TCP4 192.0.2.1 198.51.100 10 22\r\n", four),
                line("IPv6 with a zone", "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", six),
                line("IPv6 in brackets", "PROXY TCP6 [2001:db8::1] ::1 1 2\r\n", six),
                line("IPv6 with two gaps", "PROXY TCP6 2001::db8::1 ::1 1 2\r\n", six),
                line("IPv6 of nine groups", "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n", six),
                line("a port over 65535", "PROXY TCP4 192.0.2.1 198.51.100.7 65536 2\r\n", port),
                line("a port with a leading zero", "PROXY TCP4 192.0.2.1 198.51.100.7 080 2\r\n", port),
                line("a port with a sign", "PROXY TCP4 192.0.2.1 198.51.100.7 +80 2\r\n", port),
                line("a port that is none", "PROXY TCP4 192.0.2.1 198.51.100.7 http 2\r\n", port),
                line("an octet of another script", "PROXY TCP4 192.0.2.\u0661 198.51.100.7 1 2\r\n", four),
                line("108 bytes", "PROXY UNKNOWN " + "x".repeat(92) + "\r\n", "!the line is longer than 107 bytes"),
                line("107 bytes", "PROXY UNKNOWN " + "x".repeat(91) + "\r\n", "-"));
    }

    static Stream<Row> blocks() {
        byte[] six = new byte[36];
        six[15] = 1;
        six[31] = 2;
        six[33] = 3;
        six[35] = 4;
        byte[] wrongSignature = proxy4();
        wrongSignature[11] = '\r';
        byte[] shorter = proxy4();
        shorter[15] = 11;
        String short4 = "!the block is too short for its addresses";
        String longer = "!a value is longer than what it stands in";
        String family = "!the family or the protocol of the addresses is not known";
        String datagrams = "!the client has sent datagrams";
        String twice = "!a value is there twice";
        String checksum = "!there must be one checksum of four bytes";
        return Stream.of(
                block("IPv4", proxy4(), FROM_TO),
                block("IPv6", header(0x21, 0x21, six), "/[0:0:0:0:0:0:0:1]:3 > /[0:0:0:0:0:0:0:2]:4"),
                block("Unix", header(0x21, 0x31, path("/a"), path("/b")), "/a > /b"),
                block("Unix, not named", header(0x21, 0x31, path(""), path("/b")), " > /b"),
                block("Unix, abstract", header(0x21, 0x31, path("\0a"), path("/b")), " > /b"),
                block("local", header(0x20, 0x00), "-"),
                block("local, with addresses", header(0x20, 0x11, TCP_4), "-"),
                block("local, of an unknown family", header(0x20, 0xff, text("whatever")), "-"),
                block("local, with a broken value", header(0x20, 0x00, bytes(1, 0xff)), "-"),
                block("not specified", header(0x21, 0x00), "-"),
                block("not specified, with a value", header(0x21, 0x00, value(1, text("h2"))), "- alpn=h2"),
                block("ALPN", proxy4(value(1, text("h2"))), FROM_TO + " alpn=h2"),
                block("authority", proxy4(value(2, text("a.example"))), FROM_TO + " authority=a.example"),
                block("authority in UTF-8", proxy4(value(2, text("ä.example"))), FROM_TO + " authority=ä.example"),
                block("a unique id", proxy4(value(5, text("7F-01"))), FROM_TO + " id=7F-01"),
                block("an id of 128 bytes", proxy4(value(5, new byte[128])), FROM_TO + " id=" + "\0".repeat(128)),
                block("an empty id", proxy4(value(5, NOTHING)), FROM_TO + " id="),
                block("a room filler", proxy4(value(4, new byte[9]), value(4, NOTHING)), FROM_TO),
                block("a name space", proxy4(value(0x30, text("ns"))), FROM_TO + " {48=ns}"),
                block(
                        "two of a cloud's",
                        proxy4(value(0xea, text("\1vpce-1")), value(0xee, NOTHING)),
                        FROM_TO + " {234=\1vpce-1, 238=}"),
                block("TLS, of which nothing is said", proxy4(tls(1, 1)), FROM_TO + " tls=true,false,false,-,-,-"),
                block(
                        "TLS",
                        proxy4(tls(1, 1, TLS_VALUES)),
                        FROM_TO + " tls=true,false,false,TLSv1.3,TLS_AES_128_GCM_SHA256,Zoë"),
                block("a certificate", proxy4(tls(3, 0)), FROM_TO + " tls=true,true,true,-,-,-"),
                block("one of the session", proxy4(tls(5, 0)), FROM_TO + " tls=true,true,true,-,-,-"),
                block("one that was not verified", proxy4(tls(7, 19)), FROM_TO + " tls=true,true,false,-,-,-"),
                block("verified, without one", proxy4(tls(1, 0)), FROM_TO + " tls=true,false,false,-,-,-"),
                block("no TLS", proxy4(tls(0, 0)), FROM_TO + " tls=false,false,false,-,-,-"),
                block(
                        "a value of TLS that is not known",
                        proxy4(tls(1, 1, value(0x24, text("EC256")))),
                        FROM_TO + " tls=true,false,false,-,-,-"),
                block("a checksum", checked(0, NOTHING, NOTHING), FROM_TO),
                block(
                        "a checksum among others",
                        checked(0, value(4, new byte[3]), value(1, text("h2"))),
                        FROM_TO + " alpn=h2"),
                block("4096 bytes", proxy4(value(4, new byte[4096 - 16 - 12 - 3])), FROM_TO),
                block(
                        "4097 bytes",
                        proxy4(value(4, new byte[4097 - 16 - 12 - 3])),
                        "!the header is longer than 4096 bytes"),
                block("the longest", header(0x20, 0, new byte[0xffff]), "!the header is longer than 4096 bytes"),
                block("another signature", wrongSignature, "!the connection does not begin with a header"),
                block("version 1", header(0x11, 0x11, TCP_4), "!the version is not 2"),
                block("version 3", header(0x31, 0x11, TCP_4), "!the version is not 2"),
                block("command 2", header(0x22, 0x11, TCP_4), "!the command is neither LOCAL nor PROXY"),
                block("command 15", header(0x2f, 0x11, TCP_4), "!the command is neither LOCAL nor PROXY"),
                block("UDP over IPv4", header(0x21, 0x12, TCP_4), datagrams),
                block("UDP over IPv6", header(0x21, 0x22, six), datagrams),
                block("datagrams of Unix", header(0x21, 0x32, new byte[216]), datagrams),
                block("IPv4 of no protocol", header(0x21, 0x10, TCP_4), family),
                block("a stream of no family", header(0x21, 0x01, TCP_4), family),
                block("family 4", header(0x21, 0x41, TCP_4), family),
                block("protocol 3", header(0x21, 0x13, TCP_4), family),
                block("too short for IPv4", shorter, short4),
                block("too short for IPv6", header(0x21, 0x21, TCP_4), short4),
                block("too short for Unix", header(0x21, 0x31, new byte[215]), short4),
                block("no addresses", header(0x21, 0x11), short4),
                block("a value without length", proxy4(bytes(1)), longer),
                block("a value with half a length", proxy4(bytes(1, 0)), longer),
                block("a value that is too long", proxy4(bytes(1, 0, 3, 'h', '2')), longer),
                block("one of 65535", proxy4(bytes(1, 0xff, 0xff)), longer),
                block("ALPN twice", proxy4(value(1, text("h2")), value(1, text("h2"))), twice),
                block("authority twice", proxy4(value(2, text("a")), value(2, text("b"))), twice),
                block("id twice", proxy4(value(5, NOTHING), value(5, NOTHING)), twice),
                block("TLS twice", proxy4(tls(1, 1), tls(0, 0)), twice),
                block("version of TLS twice", proxy4(tls(1, 1, value(0x21, NOTHING), value(0x21, NOTHING))), twice),
                block("an id of 129 bytes", proxy4(value(5, new byte[129])), "!the unique id is longer than 128 bytes"),
                block("authority that is not UTF-8", proxy4(value(2, bytes(0xc0, 0x80))), "!a value is not UTF-8"),
                block("name that is not UTF-8", proxy4(tls(1, 1, value(0x22, bytes(0xff)))), "!a value is not UTF-8"),
                block("TLS of four bytes", proxy4(value(0x20, new byte[4])), "!what is said of TLS is too short"),
                block("TLS with a value that is too long", proxy4(tls(1, 1, bytes(0x21, 0, 9, 'T'))), longer),
                block("TLS with half a value", proxy4(tls(1, 1, bytes(0x21))), longer),
                block("a wrong checksum", checked(1, NOTHING, NOTHING), "!the checksum is wrong"),
                block("a checksum of zeros", proxy4(value(3, new byte[4])), "!the checksum is wrong"),
                block("a checksum of three bytes", proxy4(value(3, new byte[3])), checksum),
                block(
                        "two checksums",
                        checked(0, NOTHING, value(3, new byte[4])),
                        checksum + "|!the checksum is wrong"));
    }

    static Stream<Row> all() {
        return Stream.concat(lines(), blocks());
    }

    private static String said(ProxyInfo info) {
        StringBuilder said = new StringBuilder(info.source()
                .map(source -> shown(source) + " > " + shown(info.destination().orElseThrow()))
                .orElse("-"));
        info.alpn().ifPresent(text -> said.append(" alpn=").append(text));
        info.authority().ifPresent(text -> said.append(" authority=").append(text));
        info.uniqueId().ifPresent(text -> said.append(" id=").append(text));
        info.tls()
                .ifPresent(tls -> said.append(" tls=" + tls.used() + ',' + tls.certificate() + ',' + tls.verified()
                        + ',' + shown(tls.version()) + ',' + shown(tls.cipher()) + ',' + shown(tls.commonName())));
        if (!info.extensions().isEmpty()) {
            said.append(' ').append(new TreeMap<>(info.extensions()));
        }
        return said.toString();
    }

    private static String shown(SocketAddress address) {
        return address.toString();
    }

    private static String shown(Optional<String> text) {
        return text.orElse("-");
    }

    /** What a header says that comes in pieces; with what follows it, of which nothing may be taken. */
    private static String parse(byte[] header, int piece) {
        ByteBuffer all = ByteBuffer.wrap(join(header, BEHIND));
        ProxyParser parser = new ProxyParser(PROXY, MOST);
        try {
            boolean whole = false;
            while (!whole) {
                assertTrue(parser.missing() > 0);
                int most = Math.min(all.remaining(), piece);
                ByteBuffer some = all.slice(all.position(), most);
                whole = parser.take(some);
                all.position(all.position() + some.position());
                assertEquals(whole, parser.missing() == 0);
            }
        } catch (ProxyFault e) {
            return "!" + e.getMessage();
        }
        assertEquals(header.length, all.position(), "no byte behind the header is taken");
        return said(parser.info());
    }

    @ParameterizedTest
    @MethodSource("all")
    void inOnePieceAndByteByByte(Row row) {
        String whole = parse(row.header, Integer.MAX_VALUE);
        String bytes = parse(row.header, 1);
        assertTrue(("|" + row.says + "|").contains("|" + whole + "|"), whole + " and not " + row.says);
        assertTrue(("|" + row.says + "|").contains("|" + bytes + "|"), bytes + " and not " + row.says);
        assertEquals(whole.startsWith("!"), bytes.startsWith("!"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHeaderThatIsCutIsNeverWhole(Row row) throws ProxyFault {
        if (row.says.startsWith("!")) {
            return;
        }
        ProxyParser parser = new ProxyParser(PROXY, MOST);
        for (int i = 0; i < row.header.length; i++) {
            assertTrue(parser.missing() <= row.header.length - i, "asks for no more than there is");
            assertThrows(IllegalStateException.class, parser::info);
            assertEquals(i == row.header.length - 1, parser.take(ByteBuffer.wrap(row.header, i, 1)));
        }
        assertEquals(row.header[4] == 0 ? 2 : 1, parser.info().version());
        assertEquals(PROXY, parser.info().proxy());
    }

    @Test
    void whatIsNoHeaderIsRefusedAtItsFirstByte() {
        ProxyParser parser = new ProxyParser(PROXY, MOST);
        assertThrows(ProxyFault.class, () -> parser.take(ByteBuffer.wrap(new byte[] {'G'})));
    }

    @Test
    void aTooLongHeaderIsRefusedByItsHead() {
        ProxyParser parser = new ProxyParser(PROXY, MOST);
        byte[] head = join(SIGNATURE, bytes(0x21, 0x11, 0xff, 0xff));
        assertThrows(ProxyFault.class, () -> parser.take(ByteBuffer.wrap(head)));
    }

    @Test
    void aWholeHeaderTakesNothingMore() throws ProxyFault {
        ProxyParser parser = new ProxyParser(PROXY, MOST);
        assertTrue(parser.take(ByteBuffer.wrap(proxy4())));
        ByteBuffer more = ByteBuffer.wrap(BEHIND);
        assertTrue(parser.take(more));
        assertEquals(0, more.position());
        assertFalse(parser.take(ByteBuffer.allocate(0)) && parser.missing() != 0);
    }
}
