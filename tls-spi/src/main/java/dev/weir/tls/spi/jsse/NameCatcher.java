package dev.weir.tls.spi.jsse;

import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/**
 * Takes any server name that a client asks for, and remembers it: not every session of JSSE tells it later, least of all
 * one that was resumed.
 *
 * <p><b>Threads.</b> For the thread of the handshake.
 */
final class NameCatcher extends SNIMatcher {
    private Optional<String> name = Optional.empty();

    NameCatcher() {
        super(StandardConstants.SNI_HOST_NAME);
    }

    @Override
    public boolean matches(SNIServerName asked) {
        if (asked instanceof SNIHostName host) {
            name = Optional.of(host.getAsciiName());
        } else {
            try {
                name = Optional.of(new SNIHostName(asked.getEncoded()).getAsciiName());
            } catch (IllegalArgumentException e) {
                // RFC 6066 section 3: a name that is none is not recognized.
                return false;
            }
        }
        return true;
    }

    /** The name, if one was asked for. */
    Optional<String> name() {
        return name;
    }
}
