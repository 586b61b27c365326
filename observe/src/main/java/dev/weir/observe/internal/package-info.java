/**
 * What a request and a server are called in metrics and traces: for this module and for the bridges to libraries, which say the
 * same.
 */
@NullMarked
package dev.weir.observe.internal;

import org.jspecify.annotations.NullMarked;
