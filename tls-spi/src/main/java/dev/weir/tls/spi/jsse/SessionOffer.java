package dev.weir.tls.spi.jsse;

import dev.weir.tls.spi.handshake.ClientOffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/**
 * The part of a client's offer that a handshake's session contains, for engines of users, whose ClientHello is not
 * parsed here. Stateless.
 */
final class SessionOffer {
    private SessionOffer() {}

    static ClientOffer of(SSLSession handshake) {
        if (!(handshake instanceof ExtendedSSLSession session)) {
            return ClientOffer.UNKNOWN;
        }
        byte @Nullable [] name = null;
        for (SNIServerName asked : session.getRequestedServerNames()) {
            if (asked.getType() == StandardConstants.SNI_HOST_NAME) {
                name = asked.getEncoded();
            }
        }
        String[] algorithms = session.getPeerSupportedSignatureAlgorithms();
        int[] schemes =
                Arrays.stream(algorithms).flatMapToInt(SessionOffer::schemes).toArray();
        return new ClientOffer(name, schemes.length == 0 ? null : schemes, null, null, null, false);
    }

    /** Returns the schemes that a JCA name of a signature algorithm may denote. */
    private static IntStream schemes(String algorithm) {
        return switch (algorithm) {
            case "SHA256withECDSA" -> IntStream.of(0x0403);
            case "SHA384withECDSA" -> IntStream.of(0x0503);
            case "SHA512withECDSA" -> IntStream.of(0x0603);
            case "SHA256withRSA" -> IntStream.of(0x0401);
            case "SHA384withRSA" -> IntStream.of(0x0501);
            case "SHA512withRSA" -> IntStream.of(0x0601);
            case "RSASSA-PSS" -> IntStream.of(0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b);
            case "SHA256withRSAandMGF1" -> IntStream.of(0x0804, 0x0809);
            case "SHA384withRSAandMGF1" -> IntStream.of(0x0805, 0x080a);
            case "SHA512withRSAandMGF1" -> IntStream.of(0x0806, 0x080b);
            case "Ed25519" -> IntStream.of(0x0807);
            case "Ed448" -> IntStream.of(0x0808);
            case "EdDSA" -> IntStream.of(0x0807, 0x0808);
            default -> IntStream.empty();
        };
    }
}
