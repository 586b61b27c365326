/**
 * What a library for JSON implements to be used by {@link dev.weir.json.Json}.
 */
@NullMarked
package dev.weir.json.spi;

import org.jspecify.annotations.NullMarked;
