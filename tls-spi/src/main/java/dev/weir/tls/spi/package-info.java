/**
 * TLS for servers, without a type of {@code javax.net.ssl} in any signature; {@link dev.weir.tls.spi.jsse} is the
 * bridge to that API.
 *
 * <p>A {@link dev.weir.tls.spi.TlsConfig} holds a server's settings. A {@link dev.weir.tls.spi.TlsProvider}, found by
 * {@code ServiceLoader}, checks them and opens a {@link dev.weir.tls.spi.TlsServerContext}, which creates a
 * {@link dev.weir.tls.spi.TlsEngine} for each connection. An engine transforms buffers and knows no socket.
 *
 * <p>Certificates come from a {@link dev.weir.tls.spi.CertificateSource}: fixed {@link
 * dev.weir.tls.spi.TlsCertificate}s, {@link dev.weir.tls.spi.CertificateFiles} that are read again when they change, or
 * a callback.
 *
 * <p><b>Packages of this module</b>, each importing only those before it: {@code pem} (reading keys and certificates)
 * and
 * {@code handshake} (what the messages of a handshake and names from IANA's registries mean); this package, the API;
 * {@code channel} (an engine over a blocking channel, for Weir's server and for the test kit); {@code jsse}.
 */
@NullMarked
package dev.weir.tls.spi;

import org.jspecify.annotations.NullMarked;
