package dev.weir.websocket;

/** A whole message (RFC 6455 section 5.6), however many frames it came in. */
public sealed interface Message permits Text, Binary {}
