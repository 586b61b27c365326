package dev.weir.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * A process that computes beside a measurement, at ordinary priority, as containers on one machine have others beside
 * them. It ends after its time, and at once when the process that has started it ends, however that ends: the other
 * side of its standard input is gone then.
 */
public final class Neighbour {
    /** What it says when it has begun. */
    static final String COMPUTING = "computing";

    private static final int STEPS = 100_000;

    private Neighbour() {}

    /**
     * Computes.
     *
     * @param args for how many seconds at most
     */
    public static void main(String[] args) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(args[0]));
        Thread.ofPlatform().daemon().start(Neighbour::endWithInput);
        System.out.println(COMPUTING);
        long number = end;
        while (System.nanoTime() < end) {
            number = compute(number);
        }
        // Said, so that no compiler finds that nobody wants it.
        System.out.println(number);
    }

    private static long compute(long seed) {
        long number = seed;
        for (int i = 0; i < STEPS; i++) {
            number ^= number << 13;
            number ^= number >>> 7;
            number ^= number << 17;
        }
        return number;
    }

    private static void endWithInput() {
        int exit = 0;
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("a neighbour cannot read its input: " + e);
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }
}
