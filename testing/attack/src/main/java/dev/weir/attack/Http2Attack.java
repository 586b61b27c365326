package dev.weir.attack;

import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Http2Wire;
import java.io.IOException;
import java.net.Socket;
import java.util.function.Predicate;

/**
 * An attack on one connection of HTTP/2.
 *
 * @param name what it is called
 * @param begun whether the prefaces are exchanged before the script begins
 * @param settings what the client sets, identifiers and values in turn
 * @param script what is sent
 */
public record Http2Attack(String name, boolean begun, int[] settings, Script script) implements Attack {
    /** What a client sends; frames are put together until enough of them are there, or {@code flush} is called. */
    @FunctionalInterface
    public interface Script {
        /**
         * Sends.
         *
         * @param wire what to send on
         * @param seen what the server has sent so far; another thread reads it
         * @param size how much to send
         * @throws IOException when the server no longer reads, which ends the script
         */
        void send(Http2Wire wire, Observed seen, int size) throws IOException;
    }

    /** An attack by a client whose connection has begun as any does. */
    public static Http2Attack begun(String name, Script script) {
        return new Http2Attack(name, true, new int[0], script);
    }

    /** The same with settings of the client's. */
    public static Http2Attack begun(String name, int[] settings, Script script) {
        return new Http2Attack(name, true, settings, script);
    }

    /** An attack that has its script send the preface, or not. */
    public static Http2Attack raw(String name, Script script) {
        return new Http2Attack(name, false, new int[0], script);
    }

    /** Returns the same attack, which waits for what the server sends before it ends. */
    public Http2Attack waitingFor(String what, Predicate<Observed> condition) {
        return new Http2Attack(name, begun, settings, (wire, seen, size) -> {
            script.send(wire, seen, size);
            wire.flush();
            seen.await(what, condition);
        });
    }

    /**
     * Plays it once, and waits until the server has dealt with all of it: until it answers a PING that comes after it, or
     * has closed the connection.
     *
     * @return what the server has sent; nothing comes any more
     */
    public Observed observe(Dial dial, int size) throws IOException {
        try (Socket socket = dial.connect()) {
            Http2Wire wire = begun ? Http2Wire.begin(socket, settings) : new Http2Wire(socket);
            Observed seen = new Observed(wire);
            wire.batch(true);
            try {
                script.send(wire, seen, size);
                wire.batch(false);
                seen.awaitDealtWith();
            } catch (IOException e) {
                // What the server has sent before it closed is still to be read.
                seen.refused(e);
                seen.awaitEnd();
            }
            seen.over();
            return seen;
        }
    }

    @Override
    public String play(Dial dial, int size) throws IOException {
        return observe(dial, size).toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
