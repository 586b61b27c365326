/**
 * Loops, one a processor: threads that wait for many sockets at once, make the steps of their sessions, and are relieved by
 * another thread as soon as one stands still.
 */
@NullMarked
package dev.weir.http.core.loop;

import org.jspecify.annotations.NullMarked;
