/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.json {
    exports dev.weir.json;
    exports dev.weir.json.spi;

    requires transitive dev.weir.http.api;
    requires static org.jspecify;
    requires dev.weir.http.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    uses dev.weir.json.spi.JsonProvider;
}
