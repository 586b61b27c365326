/**
 * Tests for those who write a {@link dev.weir.tls.spi.TlsProvider}.
 *
 * <p>{@link dev.weir.tls.testkit.TlsProviderContract} is a JUnit class to extend; it makes real handshakes over the
 * loopback with the JDK as the client, by {@link dev.weir.tls.testkit.TlsPeer}, with certificates that {@link
 * dev.weir.tls.testkit.TestKeys} has the JDK's {@code keytool} make.
 */
@NullMarked
package dev.weir.tls.testkit;

import org.jspecify.annotations.NullMarked;
