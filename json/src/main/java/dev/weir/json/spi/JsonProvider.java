package dev.weir.json.spi;

/**
 * A library for JSON, found by {@link java.util.ServiceLoader}.
 *
 * <p><b>To write one</b>, implement this interface, with a public constructor without parameters, and declare {@code
 * provides dev.weir.json.spi.JsonProvider with ...} in the module's descriptor.
 *
 * <p><b>Threads.</b> Stateless and thread-safe.
 */
public interface JsonProvider {
    /**
     * Returns the name by which programs choose among several providers.
     *
     * @return a short name in lower case, such as {@code jackson}
     */
    String name();

    /**
     * Makes what reads and writes within settings.
     *
     * @param settings the limits to keep
     * @return the binding
     * @throws IllegalArgumentException where this provider cannot keep them; the message says what to change
     */
    JsonBinding open(JsonSettings settings);
}
