/** The module as the tests see it: with their own dependencies, and open to them. */
@SuppressWarnings("requires-automatic") // PostgreSQL's driver has a name, and no descriptor
open module dev.weir.sessions.jdbc {
    exports dev.weir.sessions.jdbc;

    requires transitive dev.weir.sessions;
    requires transitive java.sql;
    requires static org.jspecify;
    requires dev.weir.http.testkit;
    requires dev.weir.http1;
    requires java.naming;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.postgresql.jdbc;
}
