package dev.weir.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service of systemd: takes the socket that systemd holds for it, and tells systemd how it is.
 *
 * <pre>{@code
 * ServerBuilder builder = Server.builder().handler(mux).onShutdown(Systemd::stopping);
 * Systemd.socket().ifPresentOrElse(
 *         socket -> builder.listener(ListenerConfig.on(socket).build()),
 *         () -> builder.address(":8080"));
 * Server server = builder.build();
 * server.start();
 * Systemd.ready();
 * }</pre>
 *
 * <p>Where the program was not started by systemd nothing of this does anything.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class Systemd {
    /** The first descriptor of those that are handed over (sd_listen_fds(3)). */
    private static final int FIRST = 3;

    private static final int STANDARD_FILES = 3;

    private Systemd() {}

    /**
     * Takes the socket of the service's socket unit ({@code LISTEN_FDS}), which must be one that listens. Systemd holds it
     * while the service restarts: connections that come meanwhile wait in its backlog, and none is refused.
     *
     * <p>Java has one way to make a channel of an open file, {@link System#inheritedChannel}, and that is for one socket of a
     * process. So of several sockets none is taken here: {@link #sockets} takes them. Standard input, output and error are as before after the call. To be
     * called once, before other threads write to these.
     *
     * @return the socket, whose closing is the caller's; nothing where this process was given none
     * @throws IOException where there are several, or it does not listen
     */
    public static Optional<ServerSocketChannel> socket() throws IOException {
        return socket(System.getenv());
    }

    static Optional<ServerSocketChannel> socket(Map<String, String> environment) throws IOException {
        int count = count(environment);
        if (count == 0) {
            return Optional.empty();
        }
        if (count != 1) {
            throw new IOException("systemd has given " + count
                    + " sockets, of which this takes one: let the socket unit have one ListenStream, or call"
                    + " sockets()");
        }
        return Optional.of(take());
    }

    /**
     * Takes all sockets of the service's socket units, in order, which must be ones that listen; a unit names its own with
     * {@code FileDescriptorName}.
     *
     * <pre>{@code
     * for (SystemdSocket each : Systemd.sockets()) {
     *     builder.listener(ListenerConfig.on(each.channel(), each.address()).name(each.name()).build());
     * }
     * }</pre>
     *
     * <p>As Java has no way to make channels of several open files, each channel is made with a socket that nobody knows of, which
     * is replaced by that of systemd; so the channel does not know where it listens, and {@link SystemdSocket#address} does. To be
     * called once.
     *
     * @return the sockets, whose closing is the caller's; none where this process was given none
     * @throws IOException where one does not listen
     */
    public static List<SystemdSocket> sockets() throws IOException {
        return sockets(System.getenv());
    }

    static List<SystemdSocket> sockets(Map<String, String> environment) throws IOException {
        int count = count(environment);
        // A name may be empty, and there may be fewer than sockets.
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<SystemdSocket> sockets = new ArrayList<>();
        boolean done = false;
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(HandedSocket.take(FIRST + i, i < names.length ? names[i] : ""));
            }
            done = true;
            return List.copyOf(sockets);
        } finally {
            if (!done) {
                for (SystemdSocket each : sockets) {
                    each.channel().close();
                }
            }
        }
    }

    private static int count(Map<String, String> environment) throws IOException {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        String process = environment.getOrDefault("LISTEN_PID", "");
        // They are left in the environment of processes that such a service starts, and are not meant for them.
        if (count.isEmpty()
                || !process.equals(Long.toString(ProcessHandle.current().pid()))) {
            return 0;
        }
        try {
            return Integer.parseInt(count);
        } catch (NumberFormatException e) {
            throw new IOException("LISTEN_FDS is no number: " + count, e);
        }
    }

    /** Puts the socket where Java looks for it, and all back that it takes away. */
    private static ServerSocketChannel take() throws IOException {
        int[] saved = new int[STANDARD_FILES];
        for (int i = 0; i < STANDARD_FILES; i++) {
            saved[i] = CLibrary.dup(i);
        }
        Channel taken;
        try {
            CLibrary.dup2(FIRST, 0);
            taken = System.inheritedChannel();
        } finally {
            for (int i = 0; i < STANDARD_FILES; i++) {
                CLibrary.dup2(saved[i], i);
                CLibrary.close(saved[i]);
            }
        }
        if (taken instanceof ServerSocketChannel socket) {
            // Java has a number of its own for it.
            CLibrary.close(FIRST);
            return socket;
        }
        throw new IOException("what systemd has given is no socket that listens: ListenStream and Accept=no make one");
    }

    /**
     * Tells systemd that the service is ready ({@code READY=1}): for units with {@code Type=notify}, whose start is over then. To be
     * called when the server has started.
     *
     * @return false where nobody wants to know
     * @throws UncheckedIOException where it cannot be sent
     */
    public static boolean ready() {
        return tell("READY=1");
    }

    /**
     * Tells systemd that the service ends ({@code STOPPING=1}): an action for {@code ServerBuilder.onShutdown}.
     *
     * @throws UncheckedIOException where it cannot be sent
     */
    public static void stopping() {
        tell("STOPPING=1");
    }

    /**
     * Tells systemd anything else (sd_notify(3)), such as {@code STATUS=warming up}.
     *
     * @param state lines of {@code NAME=value}
     * @return false where nobody wants to know
     * @throws UncheckedIOException where it cannot be sent
     */
    public static boolean tell(String state) {
        return tell(System.getenv(), state);
    }

    static boolean tell(Map<String, String> environment, String state) {
        String path = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!path.startsWith("/") && !path.startsWith("@")) {
            return false;
        }
        try {
            CLibrary.send(path, state);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell systemd " + state, e);
        }
    }
}
