package dev.weir.handlers;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * An event for an {@code EventSource} (HTML section 9.2.6).
 *
 * @param data what it says, in any number of lines, which may end in CR, LF or both; the client sees LF
 * @param id what a client sends as {@code Last-Event-ID} when it comes back; at most 1024 characters, no line ends, no NUL
 * @param name what the client listens for, {@code message} without one; no line ends
 * @param retry how long the client is to wait before it comes back, from now on
 */
public record SseEvent(String data, Optional<String> id, Optional<String> name, Optional<Duration> retry) {
    /** Longer identifiers are not taken from clients either. */
    static final int MAX_ID = 1024;

    /**
     * Checks all parts.
     *
     * @throws IllegalArgumentException where id or name cannot stand in a line, or the time is negative
     */
    public SseEvent {
        Objects.requireNonNull(data, "data");
        checkLine("id", id.orElse(""));
        checkLine("name", name.orElse(""));
        if (retry.isPresent() && retry.get().isNegative()) {
            throw new IllegalArgumentException("the time to wait is zero or more: " + retry.get());
        }
        if (id.isPresent() && id.get().length() > MAX_ID) {
            throw new IllegalArgumentException("an event's id has at most " + MAX_ID + " characters");
        }
    }

    private static void checkLine(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("an event's " + what + " is one line without NUL");
            }
        }
    }

    /**
     * Returns an event with data alone.
     *
     * @param data what it says
     * @return the event
     */
    public static SseEvent of(String data) {
        return new SseEvent(data, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Returns a copy with an identifier.
     *
     * @param value the identifier; empty to have the client forget its last one
     * @return the copy
     * @throws IllegalArgumentException where it holds a line end or NUL, or is too long
     */
    public SseEvent withId(String value) {
        return new SseEvent(data, Optional.of(value), name, retry);
    }

    /**
     * Returns a copy with a name.
     *
     * @param value the name
     * @return the copy
     * @throws IllegalArgumentException where it holds a line end or NUL
     */
    public SseEvent withName(String value) {
        return new SseEvent(data, id, Optional.of(value), retry);
    }

    /**
     * Returns a copy that tells the client how long to wait before it comes back.
     *
     * @param value zero or more, sent in milliseconds
     * @return the copy
     * @throws IllegalArgumentException for less than zero
     */
    public SseEvent withRetry(Duration value) {
        return new SseEvent(data, id, name, Optional.of(value));
    }

    /** Appends it as it goes over the wire, with the empty line at its end. */
    void appendTo(StringBuilder out) {
        if (id.isPresent()) {
            out.append("id: ").append(id.get()).append('\n');
        }
        if (name.isPresent()) {
            out.append("event: ").append(name.get()).append('\n');
        }
        if (retry.isPresent()) {
            out.append("retry: ").append(retry.get().toMillis()).append('\n');
        }
        appendLines(out, "data: ", data);
        out.append('\n');
    }

    /** Appends each line of a text after a prefix: a line that began without it would be a field of its own. */
    static void appendLines(StringBuilder out, String prefix, String text) {
        out.append(prefix);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n') {
                i += c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? 1 : 0;
                out.append('\n').append(prefix);
            } else {
                out.append(c);
            }
        }
        out.append('\n');
    }
}
