package dev.weir.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
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
     * process. So of several sockets none is taken. Standard input, output and error are as before after the call. To be
     * called once, before other threads write to these.
     *
     * @return the socket, whose closing is the caller's; nothing where this process was given none
     * @throws IOException where there are several, or it does not listen
     */
    public static Optional<ServerSocketChannel> socket() throws IOException {
        return socket(System.getenv());
    }

    static Optional<ServerSocketChannel> socket(Map<String, String> environment) throws IOException {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        String process = environment.getOrDefault("LISTEN_PID", "");
        // They are left in the environment of processes that such a service starts, and are not meant for them.
        if (count.isEmpty()
                || count.equals("0")
                || !process.equals(Long.toString(ProcessHandle.current().pid()))) {
            return Optional.empty();
        }
        if (!count.equals("1")) {
            throw new IOException("systemd has given " + count
                    + " sockets, and Java can take one: let the socket unit have one ListenStream");
        }
        return Optional.of(take());
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
