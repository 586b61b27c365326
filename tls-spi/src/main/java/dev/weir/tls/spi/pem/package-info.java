/**
 * Private keys and certificate chains: read from PEM files, put in order and checked. Not exported; imports no other
 * package of the module.
 */
@NullMarked
package dev.weir.tls.spi.pem;

import org.jspecify.annotations.NullMarked;
