/**
 * TLS for servers, without a type of {@code javax.net.ssl} in any signature.
 *
 * <p>{@link dev.weir.tls.spi.TlsConfig} says what a server wants; a {@link dev.weir.tls.spi.TlsProvider}, found by
 * {@code ServiceLoader}, checks it and opens a {@link dev.weir.tls.spi.TlsServerContext}, which gives a
 * {@link dev.weir.tls.spi.TlsEngine} for each connection. An engine turns buffers into buffers and knows no socket;
 * {@link dev.weir.tls.spi.TlsChannel} runs it over a channel with plain blocking calls.
 */
package dev.weir.tls.spi;
