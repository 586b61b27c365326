package dev.weir.websocket;

import java.util.Objects;

/**
 * A message of text.
 *
 * @param value the text; what was received is well-formed
 */
public record Text(String value) implements Message {
    /** Checks that there is a text. */
    public Text {
        Objects.requireNonNull(value, "value");
    }
}
