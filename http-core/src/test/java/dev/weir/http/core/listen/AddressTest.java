package dev.weir.http.core.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1:80, 127.0.0.1, 80", "[::1]:8080, 0:0:0:0:0:0:0:1, 8080", "127.0.0.1:0, 127.0.0.1, 0"})
    void hostAndPort(String text, String host, int port) {
        InetSocketAddress address = (InetSocketAddress) ListenAddress.parse(text);
        assertEquals(host, address.getAddress().getHostAddress());
        assertEquals(port, address.getPort());
    }

    @Test
    void aPortAloneIsEveryAddress() {
        InetSocketAddress address = (InetSocketAddress) ListenAddress.parse(":8080");
        assertTrue(address.getAddress().isAnyLocalAddress());
        assertEquals(8080, address.getPort());
    }

    @Test
    void unixSocketsHaveAPath() {
        assertEquals(UnixDomainSocketAddress.of("/tmp/x.sock"), ListenAddress.parse("unix:/tmp/x.sock"));
    }

    @ParameterizedTest
    @CsvSource({"unix:, path", "unix:@weir, abstract"})
    void unixSocketsWithoutAFileAreRefused(String text, String word) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8080",
                "host",
                "host:",
                "host:port",
                ":65536",
                ":-1",
                "::1:80",
                "[::1]",
                "[::1]80",
                "h:+1",
                "h:99999999999"
            })
    void anythingElseIsRefusedWithWhatToWrite(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
        assertTrue(e.getMessage().contains("host:port"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80, 127.0.0.1:80",
        "[::1]:8080, [::1]:8080",
        "[2001:db8:0:0:1::1]:443, [2001:db8::1:0:0:1]:443",
        "0.0.0.0:8080, 0.0.0.0:8080",
        "[::]:8080, [::]:8080",
        "unix:/tmp/x.sock, unix:/tmp/x.sock",
    })
    void isShownAsItIsWritten(String text, String shown) {
        assertEquals(shown, ListenAddress.text(ListenAddress.parse(text)));
    }
}
