/** The limits of HTTP/2, which {@link dev.weir.http2.config.Http2Config} holds, each with its default and its reason. */
@NullMarked
package dev.weir.http2.config;

import org.jspecify.annotations.NullMarked;
