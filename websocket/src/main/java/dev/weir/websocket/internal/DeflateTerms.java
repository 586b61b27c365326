package dev.weir.websocket.internal;

/**
 * How the messages of one WebSocket are compressed (RFC 7692 section 7.1).
 *
 * @param serverTakeover whether what is sent refers to earlier messages
 * @param clientTakeover whether what comes may refer to earlier messages
 * @param serverBits how far what is sent may refer back: 2 to that power
 * @param answer the value of Sec-WebSocket-Extensions that says so
 */
public record DeflateTerms(boolean serverTakeover, boolean clientTakeover, int serverBits, String answer) {
    /** What most agree on, one object for all of them. */
    static final DeflateTerms USUAL = new DeflateTerms(
            false, false, 15, "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
}
