package dev.weir.http.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of a loop's queue, and that none is lost or comes twice. */
class SocketQueueTest {
    private final SocketQueue queue = new SocketQueue();

    private static LoopSocket[] sockets(int count) {
        LoopSocket[] sockets = new LoopSocket[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = LoopSocket.none();
        }
        return sockets;
    }

    private void expect(LoopSocket... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertSame(expected[i], queue.poll(), "the one at " + i);
        }
        assertNull(queue.poll());
    }

    @Test
    void whatWasOfferedComesInOrder() {
        LoopSocket[] s = sockets(4);
        expect();
        assertTrue(queue.nothingArrived());
        for (LoopSocket socket : s) {
            assertTrue(queue.offer(socket));
        }
        assertFalse(queue.nothingArrived());
        expect();
        queue.takeIn();
        expect(s);
        assertTrue(queue.nothingArrived());
    }

    /** What came while others were served waits for the next turn. */
    @Test
    void whatComesLaterWaitsItsTurn() {
        LoopSocket[] s = sockets(5);
        queue.offer(s[0]);
        queue.offer(s[1]);
        queue.takeIn();
        assertSame(s[0], queue.poll());
        queue.offer(s[3]);
        queue.add(s[2]);
        queue.offer(s[4]);
        expect(s[1], s[2]);
        queue.takeIn();
        expect(s[3], s[4]);
    }

    /** What was taken in is behind what is there. */
    @Test
    void aTurnMayBeginBeforeTheLastIsOver() {
        LoopSocket[] s = sockets(3);
        queue.add(s[0]);
        queue.offer(s[1]);
        queue.offer(s[2]);
        queue.takeIn();
        expect(s);
    }

    @Test
    void oneThatWasPolledMayComeAgain() {
        LoopSocket[] s = sockets(2);
        queue.offer(s[0]);
        queue.offer(s[1]);
        queue.takeIn();
        assertSame(s[0], queue.poll());
        queue.offer(s[0]);
        queue.takeIn();
        expect(s[1], s[0]);
        queue.add(s[0]);
        queue.add(s[1]);
        expect(s[0], s[1]);
    }

    /** Those that were taken come out; those that come later are refused. */
    @Test
    void aClosedQueueIsEmptied() {
        LoopSocket[] s = sockets(4);
        queue.add(s[0]);
        queue.offer(s[1]);
        queue.offer(s[2]);
        queue.close();
        assertFalse(queue.offer(s[3]));
        assertNull(s[3].next, "it was changed");
        queue.close();
        expect(s[0], s[1], s[2]);
        assertFalse(queue.offer(s[3]));
        expect();
    }

    @Test
    void anEmptyQueueIsClosed() {
        queue.close();
        assertFalse(queue.offer(LoopSocket.none()));
        expect();
    }

    private record Offered(LoopSocket socket, boolean taken) {}

    /** All at once, and the queue is closed in the midst of it: each that was taken comes out, once and in its thread's order. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyOffer(boolean closes) throws Exception {
        int threads = 4;
        int each = 20_000;
        List<List<Offered>> offered = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            List<Offered> own = new ArrayList<>(each);
            offered.add(own);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    begun.await();
                    for (LoopSocket socket : sockets(each)) {
                        own.add(new Offered(socket, queue.offer(socket)));
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                } finally {
                    ended.countDown();
                }
            });
        }
        Map<LoopSocket, Integer> polled = new IdentityHashMap<>();
        begun.countDown();
        boolean closed = false;
        boolean last = false;
        while (!last) {
            last = ended.getCount() == 0;
            queue.takeIn();
            for (LoopSocket socket = queue.poll(); socket != null; socket = queue.poll()) {
                assertNull(polled.put(socket, polled.size()), "it came twice");
            }
            if (closes && !closed && polled.size() > each) {
                queue.close();
                closed = true;
            }
        }
        int taken = 0;
        for (List<Offered> own : offered) {
            assertEquals(each, own.size());
            int before = -1;
            boolean refused = false;
            for (Offered o : own) {
                assertFalse(refused && o.taken(), "taken after the end");
                refused |= !o.taken();
                Integer at = polled.get(o.socket());
                assertEquals(o.taken(), at != null);
                if (at != null) {
                    assertTrue(at > before, "out of order");
                    before = at;
                    taken++;
                }
            }
        }
        assertEquals(taken, polled.size());
        assertEquals(closes, closed);
    }
}
