/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings("module") // the server is compiled after this module, so javac does not know its name here
open module dev.weir.http.api {
    exports dev.weir.http.api;
    exports dev.weir.http.api.internal to
            dev.weir.handlers,
            dev.weir.http.core,
            dev.weir.http1,
            dev.weir.http2,
            dev.weir.mux;

    requires dev.weir.corpus.testkit;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
