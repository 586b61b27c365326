/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.observe {
    exports dev.weir.observe;

    requires transitive dev.weir.handlers;
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires transitive org.slf4j;
    requires dev.weir.http.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
