/** What a server does, as events of JDK Flight Recorder. */
module dev.weir.observe.jfr {
    requires transitive dev.weir.http.api;
    requires transitive dev.weir.http.core;
    requires transitive jdk.jfr;
    requires static org.jspecify;

    exports dev.weir.observe.jfr;
}
