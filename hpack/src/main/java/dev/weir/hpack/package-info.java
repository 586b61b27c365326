/**
 * HPACK, the compression of HTTP/2's fields (RFC 7541), without anything of HTTP/2's frames.
 *
 * <p>A connection has two compression states, one for each direction. For each direction the sender holds a
 * {@link dev.weir.hpack.HpackEncoder} and the receiver a {@link dev.weir.hpack.HpackDecoder}, and every block that
 * the one writes must be given to the other, whole and in order, even where its fields are not needed.
 *
 * <p>Text is ISO-8859-1: a char is an octet. Which names and values HTTP allows is not looked at here.
 */
@NullMarked
package dev.weir.hpack;

import org.jspecify.annotations.NullMarked;
