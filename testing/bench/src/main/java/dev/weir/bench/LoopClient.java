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
 * A client with a closed loop, see {@link LoopPlan}, on one thread. It reads lines as {@link JavaLoadProcess} writes
 * them: the first of two has the word {@link #OPEN} and only connects, so that what connections cost a server is not in
 * what is measured.
 */
public final class LoopClient {
    /** The word after port and seconds for the line before a run. */
    static final String OPEN = "open";

    private static final long SECOND = 1_000_000_000L;
    /** How long answers are waited for after the last request. */
    private static final long GRACE = 2 * SECOND;

    private static final int SELECT_MILLIS = 100;
    private static final int EXPECTED = 1 << 16;

    private final LoopPlan plan;
    private final List<LoopConnection> all = new ArrayList<>();
    /** When each connection has sent; with a broadcast the first one's is that of all. */
    private final long[] sentAt;

    private RateLog times = new RateLog(1);
    private long sent;
    private long end;
    /** How many receivers of a broadcast have not got it. */
    private int missing;

    LoopClient(LoopPlan plan) {
        this.plan = plan;
        this.sentAt = new long[plan.connections()];
    }

    /**
     * Runs the client.
     *
     * @param args the words of a {@link LoopPlan}
     * @throws IOException when its input or output breaks
     */
    public static void main(String[] args) throws IOException {
        LoopClient client = new LoopClient(LoopPlan.of(args));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            boolean open = words.length > 2 && words[2].equals(OPEN);
            System.out.println(open ? client.open(Integer.parseInt(words[0])) : client.run(Integer.parseInt(words[1])));
        }
    }

    /**
     * Connects.
     *
     * @return {@link #OPEN}, or what went wrong
     */
    String open(int port) {
        close();
        try {
            while (all.size() < plan.connections()) {
                all.add(plan.connect(port));
            }
            return OPEN;
        } catch (IOException e) {
            String failure = "connection " + all.size() + ": " + e.getMessage();
            close();
            return failure;
        }
    }

    /**
     * One run, on what was opened for it; after it, all is closed.
     *
     * @return a line that {@link RateLoad} reads
     */
    String run(int seconds) {
        times = new RateLog(EXPECTED);
        sent = 0;
        String failure = "";
        long start = System.nanoTime();
        end = start + seconds * SECOND;
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < all.size(); i++) {
                all.get(i).channel().configureBlocking(false);
                all.get(i).channel().register(selector, SelectionKey.OP_READ, i);
            }
            start = System.nanoTime();
            end = start + seconds * SECOND;
            begin();
            while (times.count() < sent && System.nanoTime() < end + GRACE) {
                selector.select(this::receive, SELECT_MILLIS);
            }
        } catch (IOException | IllegalStateException e) {
            failure = " " + e.getMessage();
        }
        long micros = (System.nanoTime() - start) / 1000;
        close();
        return "requests " + times.count() + " micros " + micros + " "
                + times.percentiles().words() + " sleepers " + Percentiles.UNKNOWN.words() + " bad 0 errors "
                + (sent - times.count()) + failure;
    }

    private void begin() throws IOException {
        int senders = broadcast() ? 1 : all.size();
        for (int i = 0; i < senders; i++) {
            send(i);
        }
    }

    private void send(int i) throws IOException {
        sentAt[i] = System.nanoTime();
        int receivers = broadcast() ? all.size() : 1;
        missing = receivers;
        sent += receivers;
        all.get(i).send();
    }

    private boolean broadcast() {
        return plan.target() == RequestTarget.BROADCAST;
    }

    private void receive(SelectionKey key) {
        int i = (int) key.attachment();
        try {
            int answers = all.get(i).receive();
            if (answers > 1) {
                throw new IOException("more was answered than was asked for");
            }
            if (answers == 1) {
                answered(i);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void answered(int i) throws IOException {
        long now = System.nanoTime();
        int sender = broadcast() ? 0 : i;
        times.add(now - sentAt[sender]);
        missing--;
        if (now < end && (!broadcast() || missing == 0)) {
            send(sender);
        }
    }

    private void close() {
        for (LoopConnection one : all) {
            try {
                one.close();
            } catch (IOException e) {
                System.err.println("cannot close a connection: " + e);
            }
        }
        all.clear();
    }
}
