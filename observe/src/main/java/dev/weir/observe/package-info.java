/**
 * What a server does, for those who run it: {@link dev.weir.observe.AccessLog} writes a line for each request, those included
 * that no handler sees; {@link dev.weir.observe.Metrics} counts, and writes what Prometheus reads. Both are listeners of the
 * server, and cost nothing where they are not set.
 */
@NullMarked
package dev.weir.observe;

import org.jspecify.annotations.NullMarked;
