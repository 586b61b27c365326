/** The demo's WebSockets, and the page that talks to one. */
@NullMarked
package dev.weir.samples.websocket;

import org.jspecify.annotations.NullMarked;
