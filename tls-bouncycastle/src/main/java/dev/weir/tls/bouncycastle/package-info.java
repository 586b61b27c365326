/**
 * TLS by Bouncy Castle. {@link dev.weir.tls.bouncycastle.BouncyCastleTlsProvider} is found when the module is on the
 * module path; no configuration is needed.
 */
@NullMarked
package dev.weir.tls.bouncycastle;

import org.jspecify.annotations.NullMarked;
