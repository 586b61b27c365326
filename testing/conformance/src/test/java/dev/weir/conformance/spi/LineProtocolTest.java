package dev.weir.conformance.spi;

import dev.weir.http.api.Handler;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolProvider;
import dev.weir.http.core.spi.ServerContext;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A protocol that a user could write, of a few lines, keeps the contract too. */
class LineProtocolTest extends ProtocolProviderContract {
    /** Sends each line back. */
    private static final class Lines implements ProtocolProvider {
        @Override
        public String name() {
            return "lines/1";
        }

        @Override
        public Protocol open(ServerContext server) {
            return Lines::serve;
        }

        private static void serve(Connection connection) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(1024);
            boolean more = true;
            while (more && connection.read(bytes) >= 0 && connection.active()) {
                boolean whole = bytes.position() == bytes.capacity() || bytes.get(bytes.position() - 1) == '\n';
                if (whole) {
                    connection.write(bytes.flip());
                    bytes.clear();
                    more = connection.idle();
                }
            }
        }
    }

    @Override
    ProtocolProvider provider() {
        return new Lines();
    }

    @Override
    Handler handler() {
        return (w, r) -> {};
    }

    @Override
    String request() {
        return "hello\n";
    }

    @Override
    boolean isAnswer(String received) {
        return received.equals("hello\n");
    }
}
