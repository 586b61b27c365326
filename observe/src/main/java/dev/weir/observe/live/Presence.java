package dev.weir.observe.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which modules of the JDK are there, of those that are not needed. */
final class Presence {
    /** Of {@code jdk.jfr}. */
    static final String RECORDING = "jdk.jfr.Recording";
    /** Of {@code java.management}. */
    static final String BEANS = "java.lang.management.ManagementFactory";

    private Presence() {}

    /** Returns the names of the modules that parts of the page need and that are not there. */
    static List<String> missing() {
        return missing(Presence::of);
    }

    static List<String> missing(Predicate<String> there) {
        List<String> names = new ArrayList<>();
        if (!there.test(RECORDING)) {
            names.add("jdk.jfr");
        }
        if (!there.test(BEANS)) {
            names.add("java.management");
        }
        return names;
    }

    /** Returns whether a class can be used; loads it, and initialises nothing. */
    static boolean of(String className) {
        try {
            Class.forName(className, false, Presence.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
