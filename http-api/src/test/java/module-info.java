/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings("module") // the modules named here are compiled after this one, so javac does not know their names
open module dev.weir.http.api {
    requires static org.jspecify;

    exports dev.weir.http.api;
    exports dev.weir.http.api.internal to
            dev.weir.handlers,
            dev.weir.http.core,
            dev.weir.http.testkit,
            dev.weir.http1,
            dev.weir.http2,
            dev.weir.mux;

    requires dev.weir.corpus.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.mockito;
}
