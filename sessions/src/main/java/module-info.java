/** What a client is remembered by: encrypted cookies, and sessions over a store of one's choice. */
module dev.weir.sessions {
    requires transitive dev.weir.http.api;
    requires static org.jspecify;

    exports dev.weir.sessions;
}
