package dev.weir.http.core.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A stream of a connection, at a moment.
 *
 * @param id its identifier
 * @param state what the protocol calls its state, such as {@code HALF_CLOSED_REMOTE}
 * @param sendWindow how many octets of content the client takes now; less than zero after it has lowered its window
 * @param receiveWindow how many octets of content the client may send now
 * @param age since when its handler runs; nothing before that, and where the server has no request listener
 */
public record StreamView(int id, String state, long sendWindow, long receiveWindow, Optional<Duration> age) {}
