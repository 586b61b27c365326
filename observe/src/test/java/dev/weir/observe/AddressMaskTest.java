package dev.weir.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of clients' addresses. */
class AddressMaskTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.77, 32, 128, 203.0.113.77",
        "203.0.113.77, 24, 48, 203.0.113.0",
        "203.0.113.77, 28, 48, 203.0.113.64",
        "203.0.113.77, 0, 48, 0.0.0.0",
        "2001:db8:1:2:3:4:5:6, 24, 48, 2001:db8:1::",
        "2001:db8:1:2:3:4:5:6, 24, 50, 2001:db8:1::",
        "2001:db8:1:ffff::1, 24, 49, 2001:db8:1:8000::",
        "2001:db8:1:2:3:4:5:6, 24, 0, ::",
        "2001:db8:1:2:3:4:5:6, 32, 128, 2001:db8:1:2:3:4:5:6"
    })
    void keepsTheFirstBits(String address, int bits4, int bits6, String expected) throws Exception {
        assertEquals(
                expected,
                new AddressMask(bits4, bits6).text(new InetSocketAddress(InetAddress.getByName(address), 80)));
    }

    @Test
    void whatIsNoAddressIsLeftOut() {
        AddressMask mask = new AddressMask(24, 48);
        assertEquals("-", mask.text(InetSocketAddress.createUnresolved("_hidden", 0)));
        assertEquals("unix", mask.text(UnixDomainSocketAddress.of("/tmp/socket")));
        assertEquals("_hidden", AddressMask.NONE.text(InetSocketAddress.createUnresolved("_hidden", 0)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "33, 0", "0, -1", "0, 129"})
    void bitsThatThereAreNot(int bits4, int bits6) {
        assertThrows(IllegalArgumentException.class, () -> AccessLog.builder().maskClient(bits4, bits6));
    }
}
