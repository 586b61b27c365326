/** Listening sockets and the accept loop, which makes a {@code ServerConnection} of each socket it accepts. */
@NullMarked
package dev.weir.http.core.listen;

import org.jspecify.annotations.NullMarked;
