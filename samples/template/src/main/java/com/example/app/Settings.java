package com.example.app;

import dev.weir.tls.spi.TlsConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What may differ from one place to another.
 *
 * @param address where the application is served: the variable ADDRESS
 * @param adminAddress where metrics are: ADMIN_ADDRESS
 * @param tls the certificate chain and its key, in the PEM files TLS_CERT and TLS_KEY; without them plain HTTP is spoken
 */
record Settings(String address, String adminAddress, Optional<TlsConfig> tls) {
    static Settings of(Map<String, String> environment) throws Exception {
        String chain = environment.get("TLS_CERT");
        String key = environment.get("TLS_KEY");
        if ((chain == null) != (key == null)) {
            throw new IllegalArgumentException("TLS_CERT and TLS_KEY go together");
        }
        return new Settings(
                environment.getOrDefault("ADDRESS", ":8080"),
                environment.getOrDefault("ADMIN_ADDRESS", "127.0.0.1:9090"),
                chain == null ? Optional.empty() : Optional.of(TlsConfig.fromPem(Path.of(chain), Path.of(key))));
    }
}
