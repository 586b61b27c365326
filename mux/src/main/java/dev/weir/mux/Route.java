package dev.weir.mux;

/**
 * A route as {@link ServeMux#routes} lists it. Immutable.
 *
 * @param pattern the whole pattern as it was registered, with what groups and mounts put in front
 * @param method the method that it names; empty for any
 * @param host the host that it names, in lower case and without a final dot, with the port where it names one; empty for any
 * @param path the path pattern as it was registered, beginning with a slash
 */
public record Route(String pattern, String method, String host, String path) {}
