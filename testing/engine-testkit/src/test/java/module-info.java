/** The module as its tests see it. */
open module dev.weir.engine.testkit {
    requires transitive dev.weir.http.core;
    requires org.junit.jupiter.api;

    exports dev.weir.engine.testkit;
}
