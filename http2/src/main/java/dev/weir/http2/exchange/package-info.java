/** The streams of a connection, and the requests and responses that they carry. */
@NullMarked
package dev.weir.http2.exchange;

import org.jspecify.annotations.NullMarked;
