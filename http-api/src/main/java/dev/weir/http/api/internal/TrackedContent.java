package dev.weir.http.api.internal;

/**
 * A request's content that knows whether a handler has read any of it. What is left of content whose length is not known
 * would pass for all of it otherwise.
 */
public interface TrackedContent {
    /** Returns whether at least one byte was read, by the thread that asks or one that it has waited for. */
    boolean wasRead();
}
