package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a reader should know of each server's numbers, and which of them have failed. */
final class ServerNotes {
    private final Map<BenchServer, String> notes = new EnumMap<>(BenchServer.class);
    private final Set<BenchServer> failed = EnumSet.noneOf(BenchServer.class);

    /** What may fail for one server and leave the others to be measured. */
    interface Step {
        void take() throws IOException, InterruptedException;
    }

    /** Adds a remark to those before. */
    void add(BenchServer peer, String remark) {
        notes.merge(peer, remark, (a, b) -> a + "; " + b);
    }

    /** A server is not measured, which is no failure. */
    void cannot(BenchServer peer, String why) {
        notes.put(peer, why);
    }

    /**
     * Takes a step, and notes why it cannot be taken.
     *
     * @return false when the server is out of it
     */
    boolean attempt(PrintStream log, Workload workload, BenchServer peer, Step step) throws InterruptedException {
        try {
            step.take();
            return true;
        } catch (IOException e) {
            boolean cannot = e instanceof CannotException;
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            log.println(workload.label() + "  " + peer.label() + "  " + (cannot ? "" : "failed: ") + message);
            notes.put(peer, message);
            if (!cannot) {
                failed.add(peer);
            }
            return false;
        }
    }

    String of(BenchServer peer) {
        return notes.getOrDefault(peer, "");
    }

    boolean failed(BenchServer peer) {
        return failed.contains(peer);
    }
}
