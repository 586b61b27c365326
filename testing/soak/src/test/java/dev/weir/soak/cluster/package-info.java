/** Servers behind balancers that are restarted, killed and frozen under load. */
package dev.weir.soak.cluster;
