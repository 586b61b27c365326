/** Clients of each protocol behind one interface, and the certificate that they trust. */
package dev.weir.conformance.client;
