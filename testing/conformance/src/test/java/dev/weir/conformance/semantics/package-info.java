/** What a handler sees and does, the same over every protocol and provider of TLS. */
package dev.weir.conformance.semantics;
