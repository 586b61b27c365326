package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The client of the latencies: requests at a fixed rate, in turn over its connections, whether those before are
 * answered or not. A time is counted from the moment that a request was due, so that a server that stands still is
 * charged for all who would have come meanwhile. On a core of its own it asks for answers all the time; where the server
 * may run on the same cores it waits between two looks, so that they are free. It reads lines as {@link JavaLoadProcess} writes them.
 */
public final class RateClient {
    /** The word after port and seconds for a run without the sleepers of a mixed plan. */
    static final String ALONE = "alone";

    private static final long SECOND = 1_000_000_000L;
    /** How long answers are waited for after the last request. */
    private static final long GRACE = 2 * SECOND;

    /** How often a client looks for answers that does not do so without pause, in nanoseconds. */
    private static final long LOOK = 50_000;

    private final RatePlan plan;

    RateClient(RatePlan plan) {
        this.plan = plan;
    }

    /**
     * Runs the client.
     *
     * @param args the words of a {@link RatePlan}
     * @throws IOException when its input or output breaks
     */
    public static void main(String[] args) throws IOException {
        RatePlan plan = RatePlan.of(args);
        if (!plan.spins()) {
            ExactWait.begin();
        }
        RateClient client = new RateClient(plan);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            boolean alone = words.length > 2 && words[2].equals(ALONE);
            System.out.println(client.run(Integer.parseInt(words[0]), Integer.parseInt(words[1]), alone));
        }
    }

    /**
     * One run.
     *
     * @param alone whether the sleepers of a mixed plan are left out
     * @return a line that {@link RateLoad} reads
     */
    String run(int port, int seconds, boolean alone) {
        long slots = plan.slots(seconds);
        long sleepers = plan.mixed() ? slots / 2 : 0;
        long expected = alone ? slots - sleepers : slots;
        RateTimes times = RateTimes.expecting(slots - sleepers, sleepers);
        List<RateConnection> all = new ArrayList<>();
        String failure = "";
        long start = System.nanoTime();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < plan.connections(); i++) {
                RateConnection one =
                        plan.http2() ? new RateHttp2(port, plan.depth(), times) : new RateHttp1(port, times);
                all.add(one);
                one.channel().register(selector, SelectionKey.OP_READ, one);
            }
            start = System.nanoTime();
            long last = start + slots * plan.gapNanos() + GRACE;
            long slot = 0;
            long sent = 0;
            while (times.count() < expected && System.nanoTime() < last) {
                long due = start + slot * plan.gapNanos();
                for (; slot < slots && System.nanoTime() >= due; due += plan.gapNanos(), slot++) {
                    RequestTarget target = plan.target(slot);
                    if (!alone || target != RequestTarget.SLEEP) {
                        all.get(plan.connection(slot)).take(new RateRequest(due, target));
                        sent++;
                    }
                }
                receive(selector);
                if (!plan.spins()) {
                    ExactWait.nanos(slot == slots ? LOOK : pause(due, sent > times.count()));
                }
            }
        } catch (IOException e) {
            failure = " " + e.getMessage();
        } finally {
            close(all);
        }
        return "requests " + times.count() + " micros " + (System.nanoTime() - start) / 1000 + " "
                + times.small().percentiles().words() + " sleepers "
                + times.sleepers().percentiles().words() + " bad " + times.bad() + " errors "
                + (expected - times.count()) + failure;
    }

    /** Until the next request, or the next look for answers while there are some to come. */
    private static long pause(long due, boolean waiting) {
        long untilDue = due - System.nanoTime();
        return waiting ? Math.min(LOOK, untilDue) : untilDue;
    }

    private static void receive(Selector selector) throws IOException {
        if (selector.selectNow() == 0) {
            return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ((RateConnection) key.attachment()).receive();
        }
        selector.selectedKeys().clear();
    }

    private static void close(List<RateConnection> all) {
        for (RateConnection one : all) {
            try {
                one.close();
            } catch (IOException e) {
                System.err.println("cannot close a connection: " + e);
            }
        }
    }
}
