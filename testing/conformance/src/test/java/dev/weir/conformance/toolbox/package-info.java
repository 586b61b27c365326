/**
 * The middleware and handlers that services need, over the wire and in a browser, whose pages run a scenario each and tell
 * the server what they have seen.
 */
package dev.weir.conformance.toolbox;
