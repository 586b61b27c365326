/** A connection from its preface to its end: receives frames, and gives them to what handles them. */
@NullMarked
package dev.weir.http2.engine;

import org.jspecify.annotations.NullMarked;
