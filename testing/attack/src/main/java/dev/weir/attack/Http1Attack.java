package dev.weir.attack;

import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Dial;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;

/**
 * An attack on one connection of HTTP/1.
 *
 * @param name what it is called
 * @param script what is sent
 */
public record Http1Attack(String name, Script script) implements Attack {
    /** What a client sends. */
    @FunctionalInterface
    public interface Script {
        /**
         * Sends.
         *
         * @param wire what to send on
         * @param size how much to send
         * @throws IOException when the server no longer reads
         */
        void send(Wire wire, int size) throws IOException;
    }

    /** An attack of a few bytes, which are the same at every size. */
    public static Http1Attack sends(String name, String bytes) {
        return new Http1Attack(name, (wire, _) -> wire.send(bytes));
    }

    @Override
    public String play(Dial dial, int size) throws IOException {
        try (Wire wire = new Wire(dial.connect())) {
            script.send(wire, size);
            return ending(wire);
        }
    }

    /**
     * What comes back: the status of each answer, with the reason where the server gives one, and whether it closes the
     * connection. Of one that is open the client closes its side, so that an answer without a request shows.
     */
    static String ending(Wire wire) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean closes = false;
        boolean halfClosed = false;
        try {
            while (!closes) {
                Answer answer = wire.answer(false);
                text.append(text.isEmpty() ? "" : ", ").append(answer.status()).append(reason(answer));
                closes = answer.connection("close");
                if (!closes && !halfClosed && !answer.interim()) {
                    halfClosed = true;
                    wire.halfClose();
                }
            }
            String more = wire.restOrReset();
            if (!more.isEmpty()) {
                throw wire.fail("more after the last answer: " + Wire.show(more));
            }
        } catch (Wire.BrokenOff e) {
            // Reading ends here, be it in order or not: what the server has said before is what counts.
            closes = !halfClosed;
        }
        return text + (text.isEmpty() ? "" : "; ") + (closes ? "closed" : "open");
    }

    private static String reason(Answer answer) {
        int colon = answer.body().indexOf(": ");
        return answer.status() < 400 || colon < 0
                ? ""
                : answer.body().substring(colon + 1).stripTrailing();
    }

    @Override
    public String toString() {
        return name;
    }
}
