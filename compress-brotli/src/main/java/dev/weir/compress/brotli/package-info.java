/** The content coding brotli (RFC 7932), by brotli4j: on the module path, or the class path, it is found. */
@NullMarked
package dev.weir.compress.brotli;

import org.jspecify.annotations.NullMarked;
