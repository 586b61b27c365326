/** Certificates, client authentication and failures of TLS as a server handles them. */
package dev.weir.conformance.tls;
