package dev.weir.http.core.exchange;

import dev.weir.http.core.spi.RequestView;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request whose handler runs, as it was at a moment. */
record RequestInFlight(
        InterruptGate gate,
        Thread handler,
        int stream,
        String method,
        String route,
        SocketAddress client,
        Optional<Duration> age)
        implements RequestView {
    /** Null where no handler runs. */
    static @Nullable RequestInFlight of(ServerResponse response) {
        ServerRequest request = response.request();
        InterruptGate gate = request.gate();
        Thread handler = gate.running();
        if (handler == null) {
            return null;
        }
        // A listener is registered before the gate opens, so this is seen.
        ResponseHooks hooks = response.registered();
        long began = hooks == null ? 0 : hooks.began();
        return new RequestInFlight(
                gate,
                handler,
                request.streamId(),
                request.method(),
                request.pattern(),
                request.remoteAddress(),
                began == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - began)));
    }

    @Override
    public String thread() {
        return handler.getName().isEmpty() ? "(" + handler.threadId() + ")" : handler.getName();
    }

    @Override
    public List<StackTraceElement> stack() {
        if (gate.running() != handler) {
            return List.of();
        }
        List<StackTraceElement> seen = List.of(handler.getStackTrace());
        // Once the handler has returned its thread does something else.
        return gate.running() == handler ? seen : List.of();
    }
}
