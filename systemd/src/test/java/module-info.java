/** The module as the tests see it: with their own dependencies, and open to them. */
open module dev.weir.systemd {
    exports dev.weir.systemd;

    requires static org.jspecify;
    requires dev.weir.http.core;
    requires dev.weir.http1;
    requires org.junit.jupiter.api;
}
