package dev.weir.observe;

import dev.weir.http.api.RequestEnd;

/** Why a request counts as failed: {@code error.type} of OpenTelemetry's conventions, the same in the log and in metrics. */
enum ErrorKind {
    NONE(""),
    REFUSED("refused"),
    CLIENT_GONE("client_gone"),
    ABORTED("aborted"),
    /** The handler of a tunnel has failed. */
    FAILED("failed"),
    /** The status says it. */
    STATUS("");

    private static final int SERVER_ERROR = 500;
    private final String text;

    ErrorKind(String text) {
        this.text = text;
    }

    static ErrorKind of(RequestEnd end) {
        return switch (end.outcome()) {
            case REFUSED -> REFUSED;
            case CLIENT_GONE -> CLIENT_GONE;
            case ABORTED -> ABORTED;
            case TUNNEL -> end.failure().isPresent() ? FAILED : NONE;
            case COMPLETE -> end.status() >= SERVER_ERROR ? STATUS : NONE;
        };
    }

    /** Returns the value; empty for a request that has not failed. */
    String text(int status) {
        return this == STATUS ? Integer.toString(status) : text;
    }
}
