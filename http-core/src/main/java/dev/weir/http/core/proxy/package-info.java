/** The PROXY protocol: what a proxy says of its client, in front of all that the client sends. */
@NullMarked
package dev.weir.http.core.proxy;

import org.jspecify.annotations.NullMarked;
