package dev.weir.bench;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeUnit;

/** One message by hand: servers that answer with something else, or compress otherwise, are not measured. */
final class SingleMessage {
    private static final int ANSWER_SECONDS = 20;

    private SingleMessage() {}

    /**
     * Sends one, and waits for what comes back.
     *
     * @throws IOException when it is not what was sent, or does not come
     */
    static void check(LoopPlan plan, int port) throws IOException {
        Thread asking = Thread.currentThread();
        // What blocks in a channel ends when it is interrupted.
        Thread guard = Thread.ofVirtual().start(() -> {
            try {
                TimeUnit.SECONDS.sleep(ANSWER_SECONDS);
                asking.interrupt();
            } catch (InterruptedException e) {
                // It has come.
            }
        });
        try (LoopConnection connection = plan.connect(port)) {
            connection.ask();
        } catch (ClosedByInterruptException e) {
            throw new IOException("no message came back in " + ANSWER_SECONDS + " s", e);
        } finally {
            guard.interrupt();
            Thread.interrupted();
        }
    }
}
