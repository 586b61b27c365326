/**
 * Reads and writes JSON as the content of requests and responses: media types, limits and what a client is told. The
 * JSON itself is a service, {@link dev.weir.json.spi.JsonProvider}; the module {@code dev.weir.json.jackson} has one.
 */
module dev.weir.json {
    requires static org.jspecify;
    requires transitive dev.weir.http.api;

    exports dev.weir.json;
    exports dev.weir.json.spi;

    uses dev.weir.json.spi.JsonProvider;
}
