/** The middleware and handlers that services need, over the wire and in a browser. */
package dev.weir.conformance.toolbox;
