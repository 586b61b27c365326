/**
 * The bridge between {@link dev.weir.tls.spi} and {@code javax.net.ssl}: the provider on the JDK's own TLS, and {@link
 * dev.weir.tls.spi.jsse.SslContextBridge} for those who have an {@code SSLContext}, of their own or of another make.
 */
package dev.weir.tls.spi.jsse;
