import dev.weir.json.jackson.JacksonJson;
import dev.weir.json.spi.JsonProvider;

/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.json.jackson {
    exports dev.weir.json.jackson;

    requires transitive dev.weir.json;
    requires transitive tools.jackson.databind;
    requires static org.jspecify;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.testkit;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    provides JsonProvider with
            JacksonJson;
}
