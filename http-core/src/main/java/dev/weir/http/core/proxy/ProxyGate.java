package dev.weir.http.core.proxy;

import dev.weir.http.api.internal.Networks;
import java.net.SocketAddress;
import java.util.function.BiConsumer;

/**
 * Where a listener wants a header of each connection: whose it believes, and what it is ready to wait for.
 *
 * @param proxies those that may connect
 * @param nanos the most time from the accept to the header's end; zero for none
 * @param most the most bytes of a header
 * @param refused gets word of those that are turned away, with the reason
 */
public record ProxyGate(Networks proxies, long nanos, int most, BiConsumer<SocketAddress, String> refused) {}
