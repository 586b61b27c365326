/** The contract of a {@code ProtocolProvider}, and protocols that keep it. */
package dev.weir.conformance.spi;
