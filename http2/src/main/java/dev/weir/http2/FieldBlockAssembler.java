package dev.weir.http2;

import dev.weir.hpack.FieldConsumer;
import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackException;
import dev.weir.http2.Http2Exception.ConnectionError;
import dev.weir.http2.Http2Exception.StreamError;
import dev.weir.http2.spi.StreamPriority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Puts the blocks of fields together that HEADERS and CONTINUATION carry, and does what they ask for: a new request,
 * or a request's trailers (RFC 9113 sections 4.3, 6.2, 6.10 and 8.1). Every block is decoded, also one that nobody
 * wants, as the compression table of the connection follows from all of them.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FieldBlockAssembler {
    /** How much larger than the limit a list may be until decoding ends: what it takes to say 431 and go on. */
    private static final int HARD_FACTOR = 4;

    private static final FieldConsumer UNWANTED = (name, value, sensitive) -> {};

    private enum Purpose {
        REQUEST,
        TRAILERS,
        /** For the table's sake alone. */
        NONE,
    }

    private final Http2Connection connection;
    private final FrameFlusher out;
    private final Streams streams;
    private final AbuseGuard abuse;
    private final AbuseLimits limits;
    private final HpackDecoder decoder;
    private final RequestFields fields;
    private final int tableSize;
    private final int maxHeaderBytes;

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

    private int continuations;
    private int empty;

    private boolean limitsKnown;
    private int started;

    FieldBlockAssembler(Http2Connection connection, AbuseGuard abuse) {
        Http2Protocol protocol = connection.protocol;
        this.connection = connection;
        this.out = connection.out;
        this.streams = connection.streams;
        this.abuse = abuse;
        this.limits = protocol.settings.abuse();
        this.tableSize = protocol.settings.headerTableSize();
        int most = protocol.config.maxHeaderBytes();
        this.maxHeaderBytes = most;
        this.decoder = new HpackDecoder(
                (int) Setting.HEADER_TABLE_SIZE.initial(), most, (int) Math.min(1 << 30, (long) most * HARD_FACTOR));
        this.fields = new RequestFields(
                protocol.config.maxHeaderCount(),
                protocol.settings.extendedConnect(),
                new RequestRefusals(
                        protocol.config.maxTargetBytes(), connection.secure(), protocol.config.trustTargetScheme()));
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
            streams.used(id);
            if (!connection.accepts()) {
                streams.passOver(id);
                return Purpose.NONE;
            }
            if (!streams.mayOpen()) {
                throw new StreamError(id, ErrorCode.REFUSED_STREAM, "too many streams are open");
            }
            return Purpose.REQUEST;
        }
        if (streams.stateOf(id) == null) {
            // Section 5.1.1: ids rise; one that was passed over is closed.
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "HEADERS on stream " + id + ", which is below others");
        }
        if (abuse.judge(id, StreamState.Incoming.HEADERS) == StreamState.Verdict.IGNORE) {
            return Purpose.NONE;
        }
        if (!f.endStream()) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "trailers that do not end the stream");
        }
        return Purpose.TRAILERS;
    }

    void continuation(Frame.Continuation f) throws Http2Exception {
        ByteBuffer fragment = f.fragment();
        if (++continuations > limits.continuations()
                || !fragment.hasRemaining() && ++empty > limits.emptyContinuations()) {
            throw new ConnectionError(
                    ErrorCode.ENHANCE_YOUR_CALM, "too many CONTINUATION frames for one block of fields");
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
    }

    /** Nothing is kept of a block any more: it is whole, or the connection has ended. */
    void release() {
        out.memory.release(held);
        held = 0;
        fragments = 0;
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
        connection.activate();
        try {
            out.lock.lock();
            try {
                if (!connection.serves()) {
                    streams.passOver(id);
                    return;
                }
                int held = streams.reserveHead((int) Math.min(decoder.listSize(), maxHeaderBytes));
                if (held < 0) {
                    throw StreamError.noMemory(id);
                }
                StreamPriority priority = streams.priorities.open(id, head, dependency, fields.forwarded());
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

    /** RFC 9218 section 7.1. */
    void priorityUpdate(Frame.PriorityUpdate f) throws Http2Exception {
        abuse.spend(Abuse.PRIORITY, true);
        StreamPriority priority = StreamPriority.Urgency.parse(
                StandardCharsets.ISO_8859_1.decode(f.value()).toString());
        out.lock.lock();
        try {
            streams.priorities.update(f.prioritized(), priority, streams, limitsKnown);
        } finally {
            out.lock.unlock();
        }
    }
}
