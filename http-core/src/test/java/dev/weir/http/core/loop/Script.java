package dev.weir.http.core.loop;

import dev.weir.http.core.spi.ProtocolSession.Next;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A session that does what a test says, and whose steps are counted. */
class Script implements LoopSocket.Steps {
    /** What a step does. */
    interface Step {
        Next make() throws Exception;
    }

    private final Step step;
    /** The threads that have made steps, in the order in which these began. */
    final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

    final AtomicInteger steps = new AtomicInteger();
    /** Steps that are over. */
    final AtomicInteger over = new AtomicInteger();

    Script(Step step) {
        this.step = step;
    }

    @Override
    public Next step() {
        steps.incrementAndGet();
        threads.add(Thread.currentThread());
        try {
            return step.make();
        } catch (ClosedChannelException e) {
            // The test is over.
            return Next.DONE;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            over.incrementAndGet();
        }
    }

    @Override
    public boolean handedOver() {
        return false;
    }

    /** The thread of the next step. */
    Thread awaitStep() throws InterruptedException {
        Thread thread = threads.poll(20, TimeUnit.SECONDS);
        if (thread == null) {
            throw new AssertionError("no step follows the " + steps + " that were made");
        }
        return thread;
    }

    void awaitSteps(int count) {
        Conditions.await(() -> over.get() >= count, () -> count + " steps are made, not " + over);
    }
}
