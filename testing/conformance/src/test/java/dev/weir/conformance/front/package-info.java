/** Several listeners of one server, what stands in front of it, and how it comes and goes there. */
package dev.weir.conformance.front;
