package dev.weir.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a server in another process says on its standard error: how many lines of each cause, and the first of them as
 * they are.
 *
 * <p><b>Threads.</b> Thread-safe; guarded by the object itself.
 */
final class ServerLog {
    private static final int KEPT = 400;
    /** A line of slf4j-simple: time or thread, level, logger; what has no such beginning belongs to the line above. */
    private static final Pattern HEAD =
            Pattern.compile("(?:[0-9:.]+ |\\[[^\\]]*\\] )?(?:ERROR|WARN|INFO|DEBUG) \\S+ - ");
    /** What differs between lines of one cause. */
    private static final Pattern ADDRESS =
            Pattern.compile("/?(?:\\d+\\.){3}\\d+(?::\\d+)?|/?\\[[0-9a-f:]+\\](?::\\d+)?");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final List<String> first = new ArrayList<>();
    private final Map<String, Integer> causes = new TreeMap<>();
    private int entries;

    synchronized void add(String line) {
        if (first.size() < KEPT) {
            first.add(line);
        }
        if (HEAD.matcher(line).lookingAt()) {
            entries++;
            String cause = HEAD.matcher(line).replaceFirst("");
            causes.merge(
                    NUMBER.matcher(ADDRESS.matcher(cause).replaceAll("ADDRESS")).replaceAll("#"), 1, Integer::sum);
        }
    }

    /** How many entries there were; the lines of a stack trace are none. */
    synchronized int entries() {
        return entries;
    }

    /** Entries by cause, with what differs between them taken out. */
    synchronized Map<String, Integer> causes() {
        return new TreeMap<>(causes);
    }

    /** The first lines, as they are. */
    synchronized List<String> lines() {
        return List.copyOf(first);
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", first);
    }
}
