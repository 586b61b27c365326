package dev.weir.http.core;

import dev.weir.http.api.internal.Networks;
import dev.weir.http.core.proxy.ProxyGate;
import dev.weir.http.core.support.Deadlines;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * The PROXY protocol at a {@linkplain ListenerConfig listener}: each connection begins with a header, of version 1 or 2, in which a
 * proxy says who its client is, before TLS and all else. {@link dev.weir.http.api.Request#remoteAddress} is the client's address
 * then, and with it that of logs, limits and metrics; {@link dev.weir.http.core.spi.ProxyInfo} has the rest.
 *
 * <pre>{@code
 * ListenerConfig.on(":8443").tls(tls).proxyProtocol(ProxyProtocol.from("10.0.0.0/8")).build()
 * }</pre>
 *
 * <p>Anybody could send such a header, so it is taken from named networks alone, and whoever else connects is turned away. A
 * header that is missing, malformed, too long or late ends its connection too: with a line in the log, and no byte to the
 * peer. There is no guessing whether a header is there: clients that come without a proxy need a listener of their own.
 *
 * <p>Immutable.
 */
public final class ProxyProtocol {
    private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(5);
    private static final int STANDARD_BYTES = 4096;
    /** The longest of version 1. */
    private static final int LEAST_BYTES = 107;
    /** All that version 2 can say: 16 bytes, and as many as two bytes count. */
    private static final int MOST_BYTES = 16 + 0xffff;

    private final Networks proxies;
    private final Duration timeout;
    private final int maxBytes;

    private ProxyProtocol(Networks proxies, Duration timeout, int maxBytes) {
        this.proxies = proxies;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the protocol with the proxies that may speak it.
     *
     * @param proxies each an IPv4 or IPv6 address, a network such as {@code 10.0.0.0/8}, or {@code unix} for whoever
     *     connects to a Unix socket
     * @return the protocol, with 5 seconds for a header and 4 KiB
     * @throws IllegalArgumentException where one is none of these, as a name, which is not looked up; or there is none
     */
    public static ProxyProtocol from(String... proxies) {
        return new ProxyProtocol(Networks.of(proxies), STANDARD_TIMEOUT, STANDARD_BYTES);
    }

    /**
     * Returns the same with another time.
     *
     * @param value the most time from the accept to the end of the header; zero for none
     * @return a new object
     * @throws IllegalArgumentException for less than zero
     */
    public ProxyProtocol withTimeout(Duration value) {
        if (Objects.requireNonNull(value, "timeout").isNegative()) {
            throw new IllegalArgumentException("the timeout must be zero (for none) or more, not " + value);
        }
        return new ProxyProtocol(proxies, value, maxBytes);
    }

    /**
     * Returns the same with another size.
     *
     * @param value the most bytes of a header, from 107 to 65,551; proxies that send their client's certificate need more than
     *     the standard
     * @return a new object
     * @throws IllegalArgumentException outside of that
     */
    public ProxyProtocol withMaxBytes(int value) {
        if (value < LEAST_BYTES || value > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "maxBytes must be from " + LEAST_BYTES + " to " + MOST_BYTES + ", not " + value);
        }
        return new ProxyProtocol(proxies, timeout, value);
    }

    ProxyGate gate(BiConsumer<SocketAddress, String> refused) {
        return new ProxyGate(proxies, Deadlines.nanos(timeout), maxBytes, refused);
    }
}
