package dev.weir.http2;

import dev.weir.hpack.FieldConsumer;
import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackException;
import dev.weir.http2.Http2Exception.ConnectionError;
import dev.weir.http2.Http2Exception.StreamError;
import dev.weir.http2.spi.StreamPriority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Puts the blocks of fields together that HEADERS and CONTINUATION carry, and does what they ask for: a new request,
 * or a request's trailers (RFC 9113 sections 4.3, 6.2, 6.10 and 8.1). Every block is decoded, also one that nobody
 * wants, as the compression table of the connection follows from all of them.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FieldBlocks {
    /** How much larger than the limit a list may be until decoding ends: what it takes to say 431 and go on. */
    private static final int HARD_FACTOR = 4;
    /** How many priorities of streams to come are kept (RFC 9218 section 7.1). */
    private static final int EARLY_PRIORITIES = 32;

    private static final FieldConsumer UNWANTED = (name, value, sensitive) -> {};

    private enum Purpose {
        REQUEST,
        TRAILERS,
        /** For the table's sake alone. */
        NONE,
    }

    private final Http2Connection connection;
    private final Outbox out;
    private final Streams streams;
    private final Conduct conduct;
    private final AbuseLimits limits;
    private final HpackDecoder decoder;
    private final RequestFields fields;
    private final int tableSize;
    private final boolean readsTree;
    private final int maxHeaderBytes;
    private final Duration headerTimeout;

    /** The block that is being put together. */
    private int id;

    private Purpose purpose;
    private boolean end;
    private StreamPriority.Dependency dependency;
    /** What becomes of the stream when the block is decoded; null for nothing. */
    private StreamError afterwards;

    /** How much has come of a block that is not whole, and what is counted for it. */
    private int fragments;

    private int held;
    /** When a block that has begun must be whole; zero for never, and while there is none. */
    private volatile long blockUntil;

    private int continuations;
    private int empty;

    private boolean limitsKnown;
    private int started;

    /** Priorities of streams to come; null while there was none. */
    private int[] earlyIds;

    private StreamPriority[] early;
    private int nextEarly;

    FieldBlocks(Http2Connection connection, Conduct conduct) {
        Http2Protocol protocol = connection.protocol;
        this.connection = connection;
        this.out = connection.out;
        this.streams = connection.streams;
        this.conduct = conduct;
        this.limits = protocol.settings.abuse();
        this.tableSize = protocol.settings.headerTableSize();
        this.readsTree = protocol.schedulers.readsTree();
        int most = protocol.config.maxHeaderBytes();
        this.maxHeaderBytes = most;
        this.headerTimeout = protocol.config.readHeaderTimeout();
        this.decoder = new HpackDecoder(Announcement.INITIAL_TABLE, most,
                (int) Math.min(1 << 30, (long) most * HARD_FACTOR));
        this.fields = new RequestFields(protocol.config.maxHeaderCount(), protocol.config.maxTargetBytes(),
                protocol.settings.extendedConnect());
    }

    /** How many handlers were started. */
    int started() {
        return started;
    }

    /** The client has acknowledged our SETTINGS: what they say of the table binds it (RFC 9113 section 6.5.3). */
    void settingsAcknowledged() {
        limitsKnown = true;
        decoder.maxTableSize(tableSize);
    }

    boolean limitsKnown() {
        return limitsKnown;
    }

    // ---- the frames

    void headers(Frame.Headers f) throws Http2Exception {
        id = f.stream();
        end = f.endStream();
        dependency = f.priority();
        afterwards = null;
        continuations = 0;
        empty = 0;
        out.lock.lock();
        try {
            purpose = purpose(f);
            if (dependency != null && dependency.parent() == id) {
                // RFC 7540 section 5.3.1; its successor says nothing of it.
                throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "a stream that depends on itself");
            }
        } catch (StreamError e) {
            purpose = Purpose.NONE;
            afterwards = e;
        } finally {
            out.lock.unlock();
        }
        fields.begin(purpose == Purpose.TRAILERS);
        decode(f.fragment(), f.endHeaders());
        if (f.endHeaders()) {
            ended();
        }
    }

    private Purpose purpose(Frame.Headers f) throws Http2Exception {
        if ((id & 1) == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "HEADERS on stream " + id + ": a client's ids are odd");
        }
        if (id > streams.last()) {
            if (!connection.accepts()) {
                conduct.passOver(id);
                return Purpose.NONE;
            }
            streams.used(id);
            if (!streams.mayOpen()) {
                throw new StreamError(id, ErrorCode.REFUSED_STREAM, "too many streams are open");
            }
            return Purpose.REQUEST;
        }
        if (streams.stateOf(id) == null) {
            // Section 5.1.1: ids rise; one that was passed over is closed.
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "HEADERS on stream " + id + ", which is below others");
        }
        if (conduct.judge(id, StreamState.Incoming.HEADERS) == StreamState.Verdict.IGNORE) {
            return Purpose.NONE;
        }
        if (!f.endStream()) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "trailers that do not end the stream");
        }
        return Purpose.TRAILERS;
    }

    void continuation(Frame.Continuation f) throws Http2Exception {
        ByteBuffer fragment = f.fragment();
        if (++continuations > limits.continuations() || !fragment.hasRemaining()
                && ++empty > limits.emptyContinuations()) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM,
                    "too many CONTINUATION frames for one block of fields");
        }
        decode(fragment, f.endHeaders());
        if (f.endHeaders()) {
            ended();
        }
    }

    private void decode(ByteBuffer fragment, boolean last) throws ConnectionError {
        int length = fragment.remaining();
        try {
            decoder.decode(fragment, purpose == Purpose.NONE ? UNWANTED : fields);
        } catch (HpackException e) {
            throw broken(e);
        }
        if (last) {
            release();
        } else {
            hold(length);
        }
    }

    /** Counts what is kept of a block until the rest comes: fields, and maybe the beginning of a long one. */
    private void hold(int length) throws ConnectionError {
        fragments += length;
        int now = fragments + (int) Math.min(decoder.listSize(), maxHeaderBytes);
        if (now > held && !out.memory.reserve(now - held)) {
            out.memory.refused();
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "no memory for a block of fields in parts");
        }
        held = Math.max(held, now);
        if (blockUntil == 0) {
            blockUntil = Http2Protocol.deadline(headerTimeout);
        }
    }

    /** Whether a block has begun that should be whole by now; may be asked by any thread. */
    boolean late(long now) {
        long until = blockUntil;
        return until != 0 && now - until >= 0;
    }

    /** Nothing is kept of a block any more: it is whole, or the connection has ended. */
    void release() {
        out.memory.release(held);
        held = 0;
        fragments = 0;
        if (blockUntil != 0) {
            blockUntil = 0;
        }
    }

    private static ConnectionError broken(HpackException e) {
        ErrorCode code = e.reason() == HpackException.Reason.LIST_TOO_LARGE
                ? ErrorCode.ENHANCE_YOUR_CALM
                : ErrorCode.COMPRESSION_ERROR;
        return new ConnectionError(code, e.getMessage());
    }

    /** The block is whole. */
    private void ended() throws Http2Exception {
        try {
            decoder.endBlock();
        } catch (HpackException e) {
            throw broken(e);
        }
        if (afterwards != null) {
            throw afterwards;
        }
        switch (purpose) {
            case REQUEST -> request();
            case TRAILERS -> trailers();
            case NONE -> {
                // the table was what it was decoded for
            }
        }
    }

    // ---- what they ask for

    private void request() throws Http2Exception {
        RequestHead head = fields.head(decoder.listTooLarge());
        if (head == null) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "a malformed request: " + fields.malformed());
        }
        if (end && head.contentLength() > 0) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "a content-length, and no content");
        }
        StreamPriority priority = priority(head);
        connection.activate();
        try {
            out.lock.lock();
            try {
                int held = streams.reserveHead((int) Math.min(decoder.listSize(), maxHeaderBytes));
                if (held < 0) {
                    throw StreamError.noMemory(id);
                }
                if (streams.open(id, head, held, end, priority)) {
                    started++;
                }
            } finally {
                out.lock.unlock();
            }
        } finally {
            connection.activated();
        }
    }

    private void trailers() throws Http2Exception {
        if (fields.malformed() != null) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "malformed trailers: " + fields.malformed());
        }
        if (fields.tooMany() || decoder.listTooLarge()) {
            throw new StreamError(id, ErrorCode.ENHANCE_YOUR_CALM, "the trailers are too large");
        }
        out.lock.lock();
        try {
            Http2Stream stream = streams.get(id);
            if (stream != null) {
                stream.receiveEnd(fields.trailers());
            }
        } finally {
            out.lock.unlock();
        }
    }

    // ---- priorities

    /** What has come ahead of the request counts before what came with it, and the new scheme before the old one. */
    private StreamPriority priority(RequestHead head) {
        StreamPriority ahead = takeEarly();
        if (ahead != null) {
            return ahead;
        }
        boolean old = dependency != null && !out.peer.noRfc7540Priorities();
        if (old && (readsTree || head.priority() == null)) {
            return dependency;
        }
        return head.priority() == null ? StreamPriority.DEFAULT : StreamPriority.Urgency.parse(head.priority());
    }

    /** RFC 9218 section 7.1. */
    void priorityUpdate(Frame.PriorityUpdate f) throws Http2Exception {
        conduct.spend(Abuse.PRIORITY, true);
        int prioritized = f.prioritized();
        StreamPriority priority =
                StreamPriority.Urgency.parse(StandardCharsets.ISO_8859_1.decode(f.value()).toString());
        out.lock.lock();
        try {
            if ((prioritized & 1) == 0) {
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR,
                        "PRIORITY_UPDATE for a stream that was not promised");
            }
            if (prioritized > streams.last()) {
                if (early == null) {
                    earlyIds = new int[EARLY_PRIORITIES];
                    early = new StreamPriority[EARLY_PRIORITIES];
                }
                earlyIds[nextEarly] = prioritized;
                early[nextEarly] = priority;
                nextEarly = (nextEarly + 1) % EARLY_PRIORITIES;
            } else if (streams.get(prioritized) != null) {
                out.scheduler.adjust(prioritized, priority);
            }
        } finally {
            out.lock.unlock();
        }
    }

    /** The last priority that was given to the stream before it was opened; null when none was. */
    private StreamPriority takeEarly() {
        for (int i = 1; early != null && i <= EARLY_PRIORITIES; i++) {
            int slot = (nextEarly - i + EARLY_PRIORITIES) % EARLY_PRIORITIES;
            if (earlyIds[slot] == id) {
                return early[slot];
            }
        }
        return null;
    }
}
