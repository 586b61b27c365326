/**
 * JSON as content: {@link dev.weir.json.Json} for programs with the usual limits, {@link dev.weir.json.JsonCodec} for
 * others.
 */
@NullMarked
package dev.weir.json;

import org.jspecify.annotations.NullMarked;
