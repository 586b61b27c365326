package dev.weir.samples;

import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which services are told to read their files again. Java has no API for signals, but in the module {@code jdk.unsupported};
 * by reflection, as the compiler warns of it in any other way.
 */
final class HangUp {
    private HangUp() {}

    /**
     * Has an action run whenever the signal comes, in place of the end of the process. Where there is no such signal nothing
     * changes.
     *
     * @param action runs on a thread of the JVM, one at a time
     */
    static void runs(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calls = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                return null;
                            }
                            case "equals" -> {
                                return proxy == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(proxy);
                            }
                            default -> {
                                return "reload";
                            }
                        }
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), calls);
        } catch (ReflectiveOperationException e) {
            System.err.println("weir: SIGHUP is not heard of here, certificates are read at their interval alone");
        }
    }
}
