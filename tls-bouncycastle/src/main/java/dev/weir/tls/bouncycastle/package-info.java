/**
 * TLS by Bouncy Castle. {@link dev.weir.tls.bouncycastle.BouncyCastleTlsProvider} is found when the module is on the
 * module path; nothing else has to be said.
 */
package dev.weir.tls.bouncycastle;
