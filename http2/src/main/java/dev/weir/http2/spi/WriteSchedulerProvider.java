package dev.weir.http2.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Makes the write schedulers of one kind. Found by {@code ServiceLoader}: declare it with {@code provides} in your
 * module.
 *
 * <p><b>Threads.</b> {@link #open} may be called by several threads at once.
 */
public interface WriteSchedulerProvider {
    /**
     * Returns the name by which a configuration selects it.
     *
     * @return a name, such as {@code rfc9218}
     */
    String name();

    /**
     * Returns whether its schedulers use the priority tree of RFC 7540. Where they do not, clients are informed of that
     * (SETTINGS_NO_RFC7540_PRIORITIES, RFC 9218 section 2.1).
     *
     * @return whether they do; false by default
     */
    default boolean usesRfc7540Priorities() {
        return false;
    }

    /**
     * Makes a scheduler for one connection.
     *
     * @return a new one
     */
    WriteScheduler open();

    /**
     * Returns the provider of a name.
     *
     * @param name the name
     * @return the provider
     * @throws IllegalStateException when none of that name is there, or more than one, saying what was found
     */
    static WriteSchedulerProvider select(String name) {
        List<String> names = new ArrayList<>();
        WriteSchedulerProvider chosen = null;
        for (WriteSchedulerProvider provider : ServiceLoader.load(WriteSchedulerProvider.class)) {
            names.add(provider.name());
            if (provider.name().equals(name)) {
                if (chosen != null) {
                    throw new IllegalStateException("two write schedulers are called " + name + ": "
                            + chosen.getClass().getName() + " and "
                            + provider.getClass().getName()
                            + "; take one off the module path");
                }
                chosen = provider;
            }
        }
        if (chosen == null) {
            throw new IllegalStateException("no write scheduler is called " + name + "; found were " + names
                    + ": choose one of them, or add the module that provides it to the module path");
        }
        return chosen;
    }
}
