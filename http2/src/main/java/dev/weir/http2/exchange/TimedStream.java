package dev.weir.http2.exchange;

import dev.weir.http2.field.RequestHead;
import dev.weir.http2.stream.ReceiveWindow;

/** A stream of a server that has a listener for requests: it knows since when it waits for its handler. */
final class TimedStream extends Http2Stream {
    private final long received;

    TimedStream(Streams streams, int id, RequestHead head, boolean whole, ReceiveWindow receiveWindow) {
        super(streams, id, head, whole, receiveWindow);
        received = streams.received;
    }

    @Override
    long readySince() {
        return received;
    }
}
