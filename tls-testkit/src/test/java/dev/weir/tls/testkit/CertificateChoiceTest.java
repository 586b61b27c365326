package dev.weir.tls.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.tls.spi.TlsConfig;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.channel.TlsChannel;
import dev.weir.tls.spi.jsse.JsseProvider;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server name decides on the certificate, before the type of key that the client prefers. */
class CertificateChoiceTest {
    @ParameterizedTest
    @CsvSource({
        "RSA, EC, a.example, a.example", "EC, RSA, a.example, a.example",
        "RSA, EC, b.example, b.example", "EC, RSA, b.example, b.example",
        "RSA, EC, none.example, a.example", "EC, RSA, none.example, a.example",
    })
    void byName(String first, String second, String asked, String shown) throws Exception {
        TlsConfig config = TlsConfig.builder()
                .certificate(TestKeys.of(first, "a.example").tls())
                .certificate(TestKeys.of(second, "b.example").tls())
                .build();
        try (TlsPeer peer = new TlsPeer()) {
            TlsChannel channel = new TlsChannel(
                    peer.server, new JsseProvider().open(config, List.of()).newEngine());
            Future<TlsSessionInfo> server = peer.start(channel::handshake);
            TlsPeer.Client client = new TlsPeer.Client();
            SSLSocket socket = peer.tls(client, "ignored.example");
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(asked)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            server.get();
            assertEquals("CN=" + shown, client.last.getSubjectX500Principal().getName());
        }
    }
}
