package dev.weir.http.core;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;

/** Two listeners, of which each may be two again: the first hears first, and what it throws takes nothing from the second. */
record RequestListeners(RequestListener first, RequestListener second) implements RequestListener {
    @Override
    public void ended(RequestEnd end) {
        try {
            first.ended(end);
        } finally {
            second.ended(end);
        }
    }

    @Override
    public RequestListener begins(Request request) {
        RequestListener ofFirst = begin(first, request);
        RequestListener ofSecond = begin(second, request);
        return ofFirst == first && ofSecond == second ? this : new RequestListeners(ofFirst, ofSecond);
    }

    /** Returns who hears of a request's end. What a listener throws at the beginning is thrown then, where it is logged. */
    static RequestListener begin(RequestListener listener, Request request) {
        try {
            return listener.begins(request);
        } catch (RuntimeException | Error e) {
            return end -> {
                listener.ended(end);
                throw e;
            };
        }
    }
}
