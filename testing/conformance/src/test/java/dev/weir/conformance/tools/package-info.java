/** Programs that others have written, and the programs of {@code samples}, as clients, proxies and servers. */
package dev.weir.conformance.tools;
