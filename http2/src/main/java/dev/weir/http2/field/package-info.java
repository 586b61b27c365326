/** Fields of requests and responses, and the rules for them (RFC 9113 section 8). */
@NullMarked
package dev.weir.http2.field;

import org.jspecify.annotations.NullMarked;
