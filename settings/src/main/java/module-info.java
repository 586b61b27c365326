/**
 * Settings of a server from outside: from a file, the environment and system properties.
 *
 * <p>Where {@code dev.weir.http2} is there its settings are too; it is not required.
 */
@SuppressWarnings("module") // the digit at the end of the name is the protocol's
module dev.weir.settings {
    requires transitive dev.weir.http.core;
    requires static dev.weir.http2;
    requires static org.jspecify;

    exports dev.weir.settings;
}
