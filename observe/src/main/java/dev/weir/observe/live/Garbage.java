package dev.weir.observe.live;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What collecting garbage has cost: known where the module {@code java.management} is there, which images need not have. */
public final class Garbage {
    /** Whether that module is there. */
    private static final boolean KNOWN = Presence.of(Presence.BEANS);

    /**
     * A collector.
     *
     * @param name what the JVM calls it
     * @param collections how many there were
     * @param millis how long they took together
     */
    public record Collector(String name, long collections, long millis) {}

    private Garbage() {}

    /** Returns the collectors; none where nothing is known of them. */
    public static List<Collector> collectors() {
        return KNOWN ? Beans.read() : List.of();
    }

    /** Loaded only where the module is there. */
    private static final class Beans {
        static List<Collector> read() {
            List<Collector> all = new ArrayList<>();
            for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
                all.add(new Collector(
                        bean.getName(), Math.max(0, bean.getCollectionCount()), Math.max(0, bean.getCollectionTime())));
            }
            return all;
        }
    }
}
