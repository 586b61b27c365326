package dev.weir.corpus.testkit;

/** What a fuzzer calls with each input. It throws when it has found a fault, and only then. */
@FunctionalInterface
public interface FuzzTarget {
    /**
     * One input.
     *
     * @param input any octets; the target does not change them
     * @throws Exception when something is wrong, as is any {@link Error}
     */
    void run(byte[] input) throws Exception;
}
