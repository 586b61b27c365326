/** What services are made of, in a browser: pages run a scenario each, and tell the server what they have seen. */
package dev.weir.conformance.toolbox;
