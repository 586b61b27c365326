package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients' addresses as logs have them. */
class AddressesTest {
    private static String client(SocketAddress address) {
        return TestRequest.builder().build().withRemoteAddress(address).client();
    }

    /** The examples of RFC 5952 sections 1, 2 and 4, and the corners of its rules. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        // 4.1: no leading zeros
        "2001:0db8::0001, 2001:db8::1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        // 4.2.1: as short as it goes
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8::0:1, 2001:db8::1",
        // 4.2.2: one group of zeros is written
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
        // 4.2.3: the longest run, and of equal ones the first
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:0:2:0:0:0:0, 1:0:0:2::",
        "0:0:1:0:0:1:0:0, ::1:0:0:1:0:0",
        // 4.3: lower case
        "2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AaAa, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa",
        // runs at the ends, and nothing but one
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:2:3:4:5:6:7, ::2:3:4:5:6:7",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        // mapped, as an address of IPv4 that came over a socket for both: the JDK makes it one of IPv4
        "::ffff:192.0.2.1, 192.0.2.1",
        // nearly mapped
        "::fffe:192.0.2.1, ::fffe:c000:201",
        "::1:ffff:192.0.2.1, ::1:ffff:c000:201",
        "::ffff:0:192.0.2.1, ::ffff:0:c000:201",
    })
    void isShort(String literal, String text) {
        assertEquals(text, client(new InetSocketAddress(InetAddress.ofLiteral(literal), 443)));
    }

    /** RFC 5952 section 5. */
    @Test
    void aMappedAddressThatIsOneOfIpv6ShowsItsDots() throws UnknownHostException {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
        assertEquals(
                "::ffff:192.0.2.1", client(new InetSocketAddress(Inet6Address.getByAddress(null, mapped, -1), 443)));
    }

    @Test
    void aZoneAndANameAreLeftOut() throws UnknownHostException {
        byte[] link = HexFormat.of().parseHex("fe800000000000000000000000000001");
        assertEquals("fe80::1", client(new InetSocketAddress(Inet6Address.getByAddress("a.example", link, 3), 443)));
        assertEquals(
                "192.0.2.1",
                client(new InetSocketAddress(
                        InetAddress.getByAddress("a.example", new byte[] {(byte) 192, 0, 2, 1}), 443)));
    }

    @Test
    void othersAreTheirText() {
        assertEquals("a.example", client(InetSocketAddress.createUnresolved("a.example", 443)));
        assertEquals("unix", client(UnixDomainSocketAddress.of("/run/weir.sock")));
        assertEquals("unix", client(UnixDomainSocketAddress.of("")), "as a client's that has bound none");
        assertEquals("of its own", client(new OwnAddress()));
    }

    @SuppressWarnings("serial")
    private static final class OwnAddress extends SocketAddress {
        @Override
        public String toString() {
            return "of its own";
        }
    }
}
