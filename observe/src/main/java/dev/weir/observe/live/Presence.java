package dev.weir.observe.live;

/** Which modules of the JDK are there, of those that are not needed. */
final class Presence {
    private Presence() {}

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
