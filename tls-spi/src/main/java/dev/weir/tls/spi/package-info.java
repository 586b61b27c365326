/**
 * TLS for servers, without a type of {@code javax.net.ssl} in any signature; {@link dev.weir.tls.spi.jsse} is the bridge
 * for those who have them.
 *
 * <p>{@link dev.weir.tls.spi.TlsConfig} says what a server wants; a {@link dev.weir.tls.spi.TlsProvider}, found by
 * {@code ServiceLoader}, checks it and opens a {@link dev.weir.tls.spi.TlsServerContext}, which gives a
 * {@link dev.weir.tls.spi.TlsEngine} for each connection. An engine turns buffers into buffers and knows no socket;
 * {@link dev.weir.tls.spi.TlsChannel} runs it over a channel with plain blocking calls.
 *
 * <p>Certificates come from a {@link dev.weir.tls.spi.CertificateSource}: {@link dev.weir.tls.spi.TlsCertificate}s given
 * once, {@link dev.weir.tls.spi.CertificateFiles} that are read again when they change, or a callback.
 */
package dev.weir.tls.spi;
