package dev.weir.attack;

import java.io.IOException;
import java.net.Socket;

/** Handlers that break the rules, over connections without TLS. */
class HandlerFaultTest extends HandlerFaults {
    @Override
    Socket connect(Speaks protocol) throws IOException {
        return dial().connect();
    }
}
