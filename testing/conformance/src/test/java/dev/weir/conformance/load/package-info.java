/** Cost of a request in memory, many clients at once, and fairness between streams. */
package dev.weir.conformance.load;
