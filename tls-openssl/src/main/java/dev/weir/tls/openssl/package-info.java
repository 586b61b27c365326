/**
 * The JDK's TLS with OpenSSL's public-key operations. {@link dev.weir.tls.openssl.OpenSslTlsProvider} is found when the
 * module is on the module path, and used when a configuration names it.
 */
@NullMarked
package dev.weir.tls.openssl;

import org.jspecify.annotations.NullMarked;
