/**
 * Middleware that services need. Each class makes {@link dev.weir.http.api.Middleware} by one call or by a small
 * builder.
 */
@NullMarked
package dev.weir.middleware;

import org.jspecify.annotations.NullMarked;
