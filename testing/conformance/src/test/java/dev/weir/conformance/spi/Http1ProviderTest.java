package dev.weir.conformance.spi;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.ProtocolProvider;
import java.util.ServiceLoader;

/** The HTTP/1 engine keeps the contract of its SPI. */
class Http1ProviderTest extends ProtocolProviderContract {
    @Override
    ProtocolProvider provider() {
        return ServiceLoader.load(ProtocolProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("http/1.1"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    Handler handler() {
        return (w, r) -> w.write("hello");
    }

    @Override
    String request() {
        return "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    }

    @Override
    boolean isAnswer(String received) {
        return received.endsWith("\r\n\r\nhello");
    }
}
