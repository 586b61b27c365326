package dev.weir.tls.spi.jsse;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/**
 * Accepts any server name, as the certificate is chosen elsewhere. With a matcher, JSSE resumes a session only for the
 * name that it was created for (RFC 6066 section 3). Stateless.
 */
final class AnyServerName extends SNIMatcher {
    AnyServerName() {
        super(StandardConstants.SNI_HOST_NAME);
    }

    @Override
    public boolean matches(SNIServerName asked) {
        return true;
    }
}
