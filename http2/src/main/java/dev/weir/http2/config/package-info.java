/** The limits of HTTP/2, which {@link dev.weir.http2.config.Http2Config} holds, each with its default and its reason. */
package dev.weir.http2.config;
