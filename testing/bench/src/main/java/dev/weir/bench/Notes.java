package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a reader should know of each server's numbers, and which of them have failed. */
final class Notes {
    private final Map<Peer, String> notes = new EnumMap<>(Peer.class);
    private final Set<Peer> failed = EnumSet.noneOf(Peer.class);

    /** What may fail for one server and leave the others to be measured. */
    interface Step {
        void take() throws IOException, InterruptedException;
    }

    /** Adds a remark to those before. */
    void add(Peer peer, String remark) {
        notes.merge(peer, remark, (a, b) -> a + "; " + b);
    }

    /** A server is not measured, which is no failure. */
    void cannot(Peer peer, String why) {
        notes.put(peer, why);
    }

    /**
     * Takes a step, and notes why it cannot be taken.
     *
     * @return false when the server is out of it
     */
    boolean attempt(PrintStream log, Workload workload, Peer peer, Step step) throws InterruptedException {
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

    String of(Peer peer) {
        return notes.getOrDefault(peer, "");
    }

    boolean failed(Peer peer) {
        return failed.contains(peer);
    }
}
