/**
 * A {@link dev.weir.tls.spi.TlsEngine} over a blocking channel. {@link dev.weir.tls.spi.channel.TlsChannel} is the face
 * of three classes, each with a thread rule of its own: the handshake, the reader, the writer. Exported to Weir's
 * server and test kit.
 */
@NullMarked
package dev.weir.tls.spi.channel;

import org.jspecify.annotations.NullMarked;
