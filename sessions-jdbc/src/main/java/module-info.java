/** Sessions in a database, so that several servers share them and a restart does not end them. */
module dev.weir.sessions.jdbc {
    requires transitive dev.weir.sessions;
    requires transitive java.sql;
    requires static org.jspecify;

    exports dev.weir.sessions.jdbc;
}
