/** What the log and the metrics say of a server. */
package dev.weir.conformance.observe;
