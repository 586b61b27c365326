/** The middleware and handlers that services need, over the wire. */
package dev.weir.conformance.toolbox;
