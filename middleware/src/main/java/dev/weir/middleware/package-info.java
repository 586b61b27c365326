/**
 * Middleware that services need. Each class is a {@link dev.weir.http.api.Middleware}, made by a builder where there is
 * something to set, and by one call where there is little. A setting that cannot work is an
 * {@link IllegalArgumentException} when the middleware is made; what a client sends is never one.
 */
@NullMarked
package dev.weir.middleware;

import org.jspecify.annotations.NullMarked;
