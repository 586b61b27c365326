/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.observe.jfr {
    exports dev.weir.observe.jfr;

    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive jdk.jfr;
    requires static org.jspecify;
    requires dev.weir.http.testkit;
    requires jdk.management;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
