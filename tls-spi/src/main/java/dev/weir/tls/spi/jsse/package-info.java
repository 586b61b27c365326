/**
 * The bridge between {@link dev.weir.tls.spi} and {@code javax.net.ssl}: the provider on the JDK's TLS, and {@link
 * dev.weir.tls.spi.jsse.SslContextBridge} for users with an {@code SSLContext} and for providers on other
 * implementations.
 */
@NullMarked
package dev.weir.tls.spi.jsse;

import org.jspecify.annotations.NullMarked;
