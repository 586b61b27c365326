/**
 * TLS by Bouncy Castle. {@link dev.weir.tls.bouncycastle.BouncyCastleTlsProvider} is found when the module is on the
 * module path; nothing else has to be said.
 */
@NullMarked
package dev.weir.tls.bouncycastle;

import org.jspecify.annotations.NullMarked;
