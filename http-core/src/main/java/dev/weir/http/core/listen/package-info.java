/** Listening sockets and the accept loop, which makes a {@code ServerConnection} of each socket it accepts. */
package dev.weir.http.core.listen;
