package dev.weir.http2.engine;

import dev.weir.hpack.FieldConsumer;
import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackException;
import dev.weir.http.core.spi.MemoryShare;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.connection.ConnectionLock;
import dev.weir.http2.connection.ConnectionState;
import dev.weir.http2.connection.EngineContext;
import dev.weir.http2.exchange.Http2Stream;
import dev.weir.http2.exchange.Streams;
import dev.weir.http2.field.RequestFields;
import dev.weir.http2.field.RequestHead;
import dev.weir.http2.field.RequestRefusals;
import dev.weir.http2.frame.ErrorCode;
import dev.weir.http2.frame.Frame;
import dev.weir.http2.frame.Http2Exception;
import dev.weir.http2.frame.Http2Exception.ConnectionError;
import dev.weir.http2.frame.Http2Exception.StreamError;
import dev.weir.http2.frame.Setting;
import dev.weir.http2.spi.StreamPriority;
import dev.weir.http2.stream.StreamState;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the blocks of fields that HEADERS and CONTINUATION carry, and handles them: a new request, or a request's
 * trailers (RFC 9113 sections 4.3, 6.2, 6.10 and 8.1). Every block is decoded, also one that is ignored, as the
 * compression table of the connection depends on all of them.
 *
 * <p><b>Threads.</b> The connection's thread.
 */
final class FieldBlockAssembler {
    /** How much larger than the limit a list may be until decoding ends: below it the answer is 431. */
    private static final int HARD_FACTOR = 4;

    private static final FieldConsumer UNWANTED = (name, value, sensitive) -> {};

    private enum Purpose {
        REQUEST,
        TRAILERS,
        /** Decoded for the compression table alone. */
        NONE,
    }

    private final ConnectionState state;
    private final ConnectionLock lock;
    private final MemoryShare memory;
    private final Streams streams;
    private final AbuseLimits limits;
    private final ActivityTracker activity;
    private final ConnectionPhase phase;
    private final HpackDecoder decoder;
    private final RequestFields fields;
    private final int maxHeaderBytes;

    /** The stream whose block is being assembled. */
    private int id;

    private Purpose purpose = Purpose.NONE;
    private boolean end;
    /** Whether it opens a stream, so that its error is that of a request. */
    private boolean opens;
    /** Whether its request is dropped, as a GOAWAY of ours refuses it. */
    private boolean ignored;

    private StreamPriority.@Nullable Dependency dependency;
    /** The error of the stream, thrown when the block is decoded; null for none. */
    private @Nullable StreamError afterwards;

    /** How much has come of a block that is not complete. */
    private int fragments;

    private int held;

    private int continuations;
    private int empty;

    /** Whether a handler was started since that was asked last. */
    private boolean started;

    FieldBlockAssembler(
            ConnectionState state,
            HpackDecoder decoder,
            Streams streams,
            ActivityTracker activity,
            ConnectionPhase phase) {
        EngineContext context = state.context;
        this.state = state;
        this.lock = state.lock;
        this.memory = state.memory;
        this.decoder = decoder;
        this.streams = streams;
        this.activity = activity;
        this.phase = phase;
        this.limits = context.settings.abuse();
        this.maxHeaderBytes = context.config.maxHeaderBytes();
        this.fields = new RequestFields(
                context.config.maxHeaderCount(),
                context.tunnels,
                new RequestRefusals(
                        context.config.maxTargetBytes(), state.secure(), context.config.trustTargetScheme()));
    }

    /**
     * Makes the decoder of a connection; the size of its table is the initial one until our SETTINGS are acknowledged.
     */
    static HpackDecoder decoder(EngineContext context) {
        int most = context.config.maxHeaderBytes();
        return new HpackDecoder(
                (int) Setting.HEADER_TABLE_SIZE.initial(),
                most,
                (int) Math.min(1 << 30, (long) most * HARD_FACTOR),
                context.scratch);
    }

    /** Returns whether a handler was started since this was called last. */
    boolean takeStarted() {
        boolean taken = started;
        started = false;
        return taken;
    }

    // ---- the frames

    void headers(Frame.Headers f) throws Http2Exception {
        id = f.stream();
        end = f.endStream();
        opens = false;
        ignored = false;
        dependency = f.priority();
        afterwards = null;
        continuations = 0;
        empty = 0;
        lock.lock();
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
            lock.unlock();
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
            opens = true;
            if (!phase.accepts()) {
                streams.ignore(id);
                ignored = true;
                return Purpose.NONE;
            }
            if (!streams.mayOpen()) {
                throw new StreamError(id, ErrorCode.REFUSED_STREAM, "too many streams are open");
            }
            return Purpose.REQUEST;
        }
        if (streams.stateOf(id) == null) {
            // Section 5.1.1: ids rise; one that was skipped is closed.
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "HEADERS on stream " + id + ", which is below others");
        }
        if (streams.receiver(id, StreamState.Incoming.HEADERS) == null) {
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
        try {
            decodeNow(fragment, last);
        } catch (ConnectionError e) {
            reportRefused(Objects.requireNonNull(e.getMessage()));
            throw e;
        }
    }

    private void decodeNow(ByteBuffer fragment, boolean last) throws ConnectionError {
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

    /** Counts the memory of a block until the rest comes: fields, and maybe the beginning of a long one. */
    private void hold(int length) throws ConnectionError {
        fragments += length;
        int now = fragments + (int) Math.min(decoder.listSize(), maxHeaderBytes);
        if (now > held && !memory.reserve(now - held)) {
            memory.refused();
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "no memory for a block of fields in parts");
        }
        held = Math.max(held, now);
    }

    /** Releases the memory of a block: it is complete, or the connection has ended. */
    void release() {
        memory.release(held);
        held = 0;
        fragments = 0;
    }

    private static ConnectionError broken(HpackException e) {
        ErrorCode code = e.reason() == HpackException.Reason.LIST_TOO_LARGE
                ? ErrorCode.ENHANCE_YOUR_CALM
                : ErrorCode.COMPRESSION_ERROR;
        return new ConnectionError(code, Objects.requireNonNull(e.getMessage()));
    }

    /** Handles a complete block. */
    private void ended() throws Http2Exception {
        try {
            decoder.endBlock();
        } catch (HpackException e) {
            ConnectionError error = broken(e);
            reportRefused(Objects.requireNonNull(error.getMessage()));
            throw error;
        }
        try {
            handle();
        } catch (StreamError e) {
            reportRefused(Objects.requireNonNull(e.getMessage()));
            throw e;
        }
        if (ignored) {
            reportRefused("the connection is about to be closed: the request may be sent on another");
        }
    }

    /** Tells the server's listener of a request that no handler sees; without the lock. */
    private void reportRefused(String why) {
        if (opens) {
            state.context.runner.refused(state.transport, "HTTP/2", id, 0, 0, why);
        }
    }

    private void handle() throws Http2Exception {
        if (afterwards != null) {
            throw afterwards;
        }
        switch (purpose) {
            case REQUEST -> request();
            case TRAILERS -> trailers();
            case NONE -> {
                // only the table mattered
            }
        }
    }

    // ---- complete blocks

    private void request() throws Http2Exception {
        RequestHead head = fields.head(decoder.listTooLarge());
        if (head == null) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "a malformed request: " + fields.malformed());
        }
        if (end && head.contentLength() > 0) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "a content-length, and no content");
        }
        activity.beginOpening();
        try {
            lock.lock();
            try {
                if (!activity.admits()) {
                    streams.ignore(id);
                    ignored = true;
                    return;
                }
                int held = streams.reserveHead((int) Math.min(decoder.listSize(), maxHeaderBytes));
                if (held < 0) {
                    throw StreamError.noMemory(id);
                }
                StreamPriority priority = streams.priorities.open(id, head, dependency, fields.forwarded());
                if (streams.open(id, head, held, end, priority)) {
                    started = true;
                }
            } finally {
                lock.unlock();
            }
        } finally {
            activity.endOpening();
        }
    }

    private void trailers() throws Http2Exception {
        if (fields.malformed() != null) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR, "malformed trailers: " + fields.malformed());
        }
        if (fields.tooMany() || decoder.listTooLarge()) {
            throw new StreamError(id, ErrorCode.ENHANCE_YOUR_CALM, "the trailers are too large");
        }
        lock.lock();
        try {
            Http2Stream stream = streams.get(id);
            if (stream != null) {
                stream.receiveEnd(fields.trailers());
            }
        } finally {
            lock.unlock();
        }
    }
}
