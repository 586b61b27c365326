/** Several servers behind a balancer, as programs run in production: the program {@code weir cluster}. */
@NullMarked
package dev.weir.samples.cluster;

import org.jspecify.annotations.NullMarked;
