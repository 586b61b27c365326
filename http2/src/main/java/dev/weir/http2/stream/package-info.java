/** State without I/O: of a stream, of windows, of settings and budgets (RFC 9113 sections 5 and 6.5). */
@NullMarked
package dev.weir.http2.stream;

import org.jspecify.annotations.NullMarked;
