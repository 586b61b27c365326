/**
 * Tests for implementations of {@link dev.weir.tls.spi.TlsProvider}.
 *
 * <p>{@link dev.weir.tls.testkit.TlsProviderContract} is a JUnit class to extend. It performs real handshakes over the
 * loopback interface with the JDK as the client, by {@link dev.weir.tls.testkit.TlsPeer}, and with certificates of
 * {@link dev.weir.tls.testkit.TestKeys}.
 */
@NullMarked
package dev.weir.tls.testkit;

import org.jspecify.annotations.NullMarked;
