package dev.weir.tls.spi.jsse;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/**
 * Takes any server name that a client asks for: which certificate it gets is chosen elsewhere. That there is a matcher
 * at all has JSSE resume a session for the name that it was made for, and no other (RFC 6066 section 3). Stateless.
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
