/** State without I/O: of a stream, of windows, of settings and budgets (RFC 9113 sections 5 and 6.5). */
package dev.weir.http2.stream;
