package dev.weir.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What a world's threads compress with, made and freed outside of it: the JDK keeps those that are to be freed in a list
 * with a monitor, where worlds that run beside each other would meet.
 *
 * <p><b>Threads.</b> Those of a simulated world.
 */
final class Codecs implements AutoCloseable {
    /** More than a server and a client with one WebSocket have at a time. */
    private static final int MOST = 4;

    private final List<AutoCloseable> all = new ArrayList<>();
    private final Deque<Deflater> deflaters = new ArrayDeque<>();
    private final Deque<Inflater> inflaters = new ArrayDeque<>();

    Codecs() {
        for (int i = 0; i < MOST; i++) {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            Inflater inflater = new Inflater(true);
            deflaters.add(deflater);
            inflaters.add(inflater);
            all.add(deflater::end);
            all.add(inflater::end);
        }
    }

    Deflater deflater() {
        return deflaters.pop();
    }

    Inflater inflater() {
        return inflaters.pop();
    }

    void give(Deflater deflater) {
        deflater.reset();
        deflaters.push(deflater);
    }

    void give(Inflater inflater) {
        inflater.reset();
        inflaters.push(inflater);
    }

    @Override
    public void close() {
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
