/** Frames and their bytes (RFC 9113 sections 4 and 6), without any knowledge of streams. */
@NullMarked
package dev.weir.http2.frame;

import org.jspecify.annotations.NullMarked;
