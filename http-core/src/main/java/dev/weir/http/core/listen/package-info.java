/** Listening sockets and what accepts, which makes a {@code ServerConnection} of each socket it accepts. */
@NullMarked
package dev.weir.http.core.listen;

import org.jspecify.annotations.NullMarked;
