package dev.weir.conformance.tools;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a proxy and a server, passes on every byte, and keeps what the proxy has sent on each connection. */
final class Tap implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final int serverPort;
    /** By the port that the server sees the connection come from. */
    private final Map<Integer, Side> fromProxy = new ConcurrentHashMap<>();

    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself

    /** What went one way on a connection. */
    private static final class Side {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by this

        synchronized void add(byte[] buffer, int length) {
            bytes.write(buffer, 0, length);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    Tap(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.ofVirtual().name("tap").start(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The ports of all connections to the server. */
    List<Integer> connections() {
        return List.copyOf(fromProxy.keySet());
    }

    /** What the proxy has sent on a connection, one character a byte. */
    String sent(int connection) {
        Side side = fromProxy.get(connection);
        return side == null ? "" : side.text();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket proxy = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                synchronized (sockets) {
                    sockets.add(proxy);
                    sockets.add(server);
                }
                Side side = new Side();
                fromProxy.put(server.getLocalPort(), side);
                Thread.ofVirtual().start(() -> pass(proxy, server, side));
                Thread.ofVirtual().start(() -> pass(server, proxy, new Side()));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new AssertionError("the tap cannot pass a connection on", e);
                }
            }
        }
    }

    /** Until the end of what comes, which is passed on too; where one way breaks, so does the other. */
    private static void pass(Socket from, Socket to, Side side) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                // Kept before the server can have seen it.
                side.add(buffer, n);
                out.write(buffer, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            cut(from);
            cut(to);
        }
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("a socket cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (sockets) {
            sockets.forEach(Tap::cut);
        }
    }
}
