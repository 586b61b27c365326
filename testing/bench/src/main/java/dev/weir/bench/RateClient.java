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
 * charged for all who would have come meanwhile. It reads lines as {@link JavaLoadProcess} writes them.
 */
public final class RateClient {
    /** The first argument for HTTP/1.1. */
    static final String HTTP1 = "http1";

    /** The first argument for HTTP/2. */
    static final String HTTP2 = "http2";

    private static final long SECOND = 1_000_000_000L;
    /** How long answers are waited for after the last request. */
    private static final long GRACE = 2 * SECOND;

    private final boolean http2;
    private final int connections;
    private final int depth;
    private final long gap;

    RateClient(boolean http2, int connections, int depth, int rate) {
        this.http2 = http2;
        this.connections = connections;
        this.depth = depth;
        this.gap = SECOND / rate;
    }

    /**
     * Runs the client.
     *
     * @param args {@code http1} or {@code http2}, the number of connections, how many requests one may have at
     *     once, and the number of requests a second
     * @throws IOException when its input or output breaks
     */
    public static void main(String[] args) throws IOException {
        RateClient client = new RateClient(
                args[0].equals(HTTP2), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(client.run(Integer.parseInt(words[0]), Integer.parseInt(words[1])));
        }
    }

    /** One run; the answer is a line that {@link RateLoad} reads. */
    String run(int port, int seconds) {
        long total = seconds * SECOND / gap;
        RateLog log = new RateLog((int) total);
        List<RateConnection> all = new ArrayList<>();
        long sent = 0;
        String failure = "";
        long start = System.nanoTime();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                RateConnection one = http2 ? new RateHttp2(port, depth, log) : new RateHttp1(port, log);
                all.add(one);
                one.channel().register(selector, SelectionKey.OP_READ, one);
            }
            start = System.nanoTime();
            long last = start + total * gap + GRACE;
            while (log.count() < total && System.nanoTime() < last) {
                for (long due = start + sent * gap; sent < total && System.nanoTime() >= due; due += gap) {
                    all.get((int) (sent++ % connections)).take(due);
                }
                // Without waiting, as a wait would end later than asked; the core has nothing else to do.
                receive(selector);
            }
        } catch (IOException e) {
            failure = " " + e.getMessage();
        } finally {
            close(all);
        }
        Percentiles latency = log.percentiles();
        return "requests " + log.count() + " micros " + (System.nanoTime() - start) / 1000 + " " + latency.words()
                + " bad " + log.bad() + " errors " + (total - log.count()) + failure;
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
