/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings("module") // the server is compiled after this module, so javac does not know its name here
open module dev.weir.http.api {
    requires static org.jspecify;

    exports dev.weir.http.api;
    exports dev.weir.http.api.internal to
            dev.weir.http.core;

    requires dev.weir.corpus.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
