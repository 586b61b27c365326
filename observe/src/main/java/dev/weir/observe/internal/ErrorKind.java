package dev.weir.observe.internal;

import dev.weir.http.api.RequestEnd;

/** Why a request counts as failed: {@code error.type} of OpenTelemetry's conventions, the same in the log and in metrics. */
public enum ErrorKind {
    /** It has not. */
    NONE(""),
    /** No handler has seen it. */
    REFUSED("refused"),
    /** The client went before the response was whole. */
    CLIENT_GONE("client_gone"),
    /** The server has broken the response off. */
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

    /**
     * Returns why a request counts as failed.
     *
     * @param end its end
     * @return the kind
     */
    public static ErrorKind of(RequestEnd end) {
        return switch (end.outcome()) {
            case REFUSED -> REFUSED;
            case CLIENT_GONE -> CLIENT_GONE;
            case ABORTED -> ABORTED;
            case TUNNEL -> end.failure().isPresent() ? FAILED : NONE;
            case COMPLETE -> end.status() >= SERVER_ERROR ? STATUS : NONE;
        };
    }

    /**
     * Returns the value.
     *
     * @param status the response's
     * @return a word or the status; empty for a request that has not failed
     */
    public String text(int status) {
        return this == STATUS ? Integer.toString(status) : text;
    }
}
