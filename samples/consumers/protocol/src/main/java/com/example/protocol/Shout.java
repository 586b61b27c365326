package com.example.protocol;

import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Sends back what it gets, louder; told by its first bytes. */
public final class Shout implements ProtocolProvider {
    @Override
    public String name() {
        return "shout/1";
    }

    @Override
    public byte[] preface() {
        return "shout/1\n".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Protocol open(ServerContext server) {
        return connection -> {
            ByteBuffer bytes = ByteBuffer.allocate(1024);
            while (connection.idle() && connection.read(bytes) >= 0) {
                connection.active();
                String heard = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
                connection.write(ByteBuffer.wrap(heard.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII)));
                bytes.clear();
            }
        };
    }
}
