/** A connection from its preface to its end: receives frames, and gives them to what handles them. */
package dev.weir.http2.engine;
