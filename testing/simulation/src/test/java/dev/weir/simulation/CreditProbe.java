package dev.weir.simulation;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Looks for credit of a connection that was lost, or given twice, when all requests are done. What was sent is read or
 * dropped sooner or later, so what is missing of the window is what the server keeps back until that comes to half of
 * it. One more request has just the content that makes it half: its last octet, and no other, must bring all of it
 * back.
 *
 * <p><b>Threads.</b> The client's.
 */
final class CreditProbe {
    /**
     * Credit that was on its way as the first was reckoned counts as kept back though it is not, and the sum is wrong.
     * It is there before the second; what was lost is lost for that one too.
     */
    static final int MOST_PROBES = 2;

    /** All credit is there long before. */
    private static final long MOST_NANOS = 10_000_000_000L;

    private final World world;
    private final Plan plan;
    private final SimHttp2Client client;
    private final int window;

    CreditProbe(World world, Plan plan, SimHttp2Client client) {
        this.world = world;
        this.plan = plan;
        this.client = client;
        this.window = client.more.connectionWindow();
    }

    void run(SplittableRandom draws) {
        int half = window - window / 2;
        for (int i = 1; i <= MOST_PROBES && !over(); i++) {
            if (!awaitCredit(window - half + 1)) {
                violated("at least " + (window - half + 1));
                return;
            }
            probe(half, draws);
            client.awaitDone();
            if (awaitCredit(window)) {
                return;
            }
        }
        violated("all of it");
    }

    private void probe(int half, SplittableRandom draws) {
        Asked asked;
        client.lock.lock();
        try {
            if (client.over) {
                return;
            }
            int length = (int) (half - (window - client.sendWindow));
            Task task = new Task(
                    plan.tasks.size(),
                    "POST",
                    length,
                    true,
                    false,
                    200,
                    false,
                    false,
                    List.of(new Task.Step(Task.Act.READ_ALL, 0)));
            plan.tasks.add(task);
            asked = client.open(task);
        } finally {
            client.lock.unlock();
        }
        client.send(asked, draws, false);
    }

    /** Waits until the window is no less than that, or the connection has ended; false when it does not become so. */
    private boolean awaitCredit(long least) {
        long until = world.nanoTime() + MOST_NANOS;
        while (world.nanoTime() - until < 0) {
            client.lock.lock();
            try {
                if (client.over || client.sendWindow >= least) {
                    return client.over || client.sendWindow <= window;
                }
            } finally {
                client.lock.unlock();
            }
            world.sleep(1_000_000);
        }
        return false;
    }

    private boolean over() {
        client.lock.lock();
        try {
            return client.over;
        } finally {
            client.lock.unlock();
        }
    }

    private void violated(String expected) {
        client.lock.lock();
        try {
            if (!client.over) {
                world.violated(
                        "the connection's credit is " + client.sendWindow + " of " + window + ", and not " + expected);
            }
        } finally {
            client.lock.unlock();
        }
    }
}
