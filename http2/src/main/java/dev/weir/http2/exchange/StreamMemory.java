package dev.weir.http2.exchange;

import dev.weir.http.core.spi.MemoryShare;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that the requests of a connection hold, and which of them end where there is too little.
 *
 * <p><b>Threads.</b> Guarded by the connection's lock.
 */
final class StreamMemory {
    /** A virtual thread that waits, a request, a response, and the buffer that it holds content back in. */
    private static final int LEAST = 4096;
    /** Content of a stream that is worth ending it for, where memory stays tight. */
    private static final int MUCH_CONTENT = 16_384;

    private final MemoryShare memory;

    StreamMemory(MemoryShare memory) {
        this.memory = memory;
    }

    /**
     * Counts a request that is about to be opened: its fields, and the least that a handler and its thread take. The
     * only one of a connection is counted in any case, if it is small: a client that asks for one thing at a time is
     * always served.
     *
     * @param fields the size of its list of fields
     * @param only whether no other is open, and at most one handler has still to return
     * @return what is counted; -1 when there is no memory for it
     */
    int reserveHead(int fields, boolean only) {
        int size = LEAST + fields;
        if (only && fields <= LEAST) {
            memory.take(size);
        } else if (!memory.reserve(size)) {
            memory.refused();
            return -1;
        }
        return size;
    }

    /**
     * Ends the streams that hold the most content, which are those whose handlers do not read, while memory is tight
     * and this connection holds much of it.
     *
     * @return these streams, whose handlers are to be cancelled without the lock
     */
    List<Http2Stream> relieve(StreamTable open) {
        List<Http2Stream> ended = new ArrayList<>();
        while (memory.heavy()) {
            Http2Stream most = null;
            for (Http2Stream stream : open.all()) {
                if (stream.content.reserved() > (most == null ? MUCH_CONTENT : most.content.reserved())) {
                    most = stream;
                }
            }
            if (most == null) {
                break;
            }
            most.starve();
            ended.add(most);
        }
        return ended;
    }
}
