/**
 * The part of handshake messages that is sent in clear, and what the numbers and names in them mean: cipher suites,
 * signature schemes, groups. Pure: bytes and codes in, values out. Imports no other package of the module.
 */
@NullMarked
package dev.weir.tls.spi.handshake;

import org.jspecify.annotations.NullMarked;
