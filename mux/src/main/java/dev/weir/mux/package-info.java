/**
 * Routing: {@link dev.weir.mux.ServeMux} and the description of its routes.
 *
 * <p>Inside, each part is small and knows only those before it. A pattern is parsed, and compared with another by the
 * sets of requests that they match. Patterns stand in an immutable tree with one level a path segment; registration
 * makes a new tree that shares what did not change, so that serving threads read without a lock. A walk through the
 * tree finds the route of a request; the same tree yields the routes that a new pattern could conflict with.
 *
 * <p>Nothing here may be null unless it says so.
 */
@NullMarked
package dev.weir.mux;

import org.jspecify.annotations.NullMarked;
