/** The streams of a connection, and the requests and responses that they carry. */
package dev.weir.http2.exchange;
