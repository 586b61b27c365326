/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.handlers {
    exports dev.weir.handlers;

    requires transitive dev.weir.http.api;
    requires dev.weir.corpus.testkit;
    requires dev.weir.http.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
