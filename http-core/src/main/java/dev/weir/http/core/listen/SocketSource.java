package dev.weir.http.core.listen;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** Where the socket of a listener comes from: it is bound here, was handed in, or is what the process was started with. */
public sealed interface SocketSource {
    /**
     * An address to bind to.
     *
     * @param address a host's or a Unix socket's
     * @param backlog how many connections the system may hold until they are accepted
     * @param reusePort whether others may listen there too
     * @param access who may connect to a Unix socket; null as the umask has it
     */
    record Bound(
            SocketAddress address,
            int backlog,
            boolean reusePort,
            @Nullable UnixAccess access) implements SocketSource {
        @Override
        public SocketListener open() throws IOException {
            return SocketListener.open(this);
        }

        @Override
        public String toString() {
            return ListenAddress.text(address);
        }

        ServerSocketChannel channel() throws IOException {
            if (address instanceof UnixDomainSocketAddress) {
                return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            }
            ServerSocketChannel socket = ServerSocketChannel.open();
            boolean done = false;
            try {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (reusePort) {
                    if (!socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                        throw new IOException("this system has no SO_REUSEPORT: leave reusePort out");
                    }
                    socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
                done = true;
                return socket;
            } finally {
                if (!done) {
                    socket.close();
                }
            }
        }
    }

    /**
     * A socket that listens already.
     *
     * @param socket the socket
     * @param address where it listens; null where the channel knows
     */
    record Given(ServerSocketChannel socket, @Nullable SocketAddress address) implements SocketSource {
        @Override
        public SocketListener open() throws IOException {
            if (!socket.isOpen()) {
                throw new IOException("the socket that was handed in is closed");
            }
            if (socket.getLocalAddress() == null) {
                throw new IOException("the socket that was handed in is not bound: bind it first, or give an address");
            }
            return SocketListener.of(socket, address);
        }

        @Override
        public String toString() {
            return "the socket that was handed in";
        }
    }

    /** {@link System#inheritedChannel}: what the process has for its standard input. */
    record Inherited() implements SocketSource {
        @Override
        public SocketListener open() throws IOException {
            Channel channel = System.inheritedChannel();
            if (!(channel instanceof ServerSocketChannel socket)) {
                throw new IOException("the process was started with "
                        + (channel == null ? "no socket" : "a socket that does not listen")
                        + " for its standard input; systemd gives one with StandardInput=socket");
            }
            return new Given(socket, null).open();
        }

        @Override
        public String toString() {
            return "the inherited socket";
        }
    }

    /**
     * Opens it.
     *
     * @throws IOException where it cannot be; the message says why
     */
    SocketListener open() throws IOException;
}
