/** Middleware that services need: each is made by a call or a small builder, and wraps any handler. */
@NullMarked
package dev.weir.middleware;

import org.jspecify.annotations.NullMarked;
