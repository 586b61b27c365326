import dev.weir.json.jackson.JacksonJson;
import dev.weir.json.spi.JsonProvider;

/** JSON by Jackson 3. */
module dev.weir.json.jackson {
    requires static org.jspecify;
    requires transitive dev.weir.json;
    requires transitive tools.jackson.databind;

    exports dev.weir.json.jackson;

    provides JsonProvider with
            JacksonJson;
}
