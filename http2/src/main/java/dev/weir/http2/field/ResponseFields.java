package dev.weir.http2.field;

import dev.weir.hpack.HpackEncoder;
import dev.weir.http.api.Headers;
import dev.weir.http.core.support.DateCache;
import dev.weir.http2.frame.FrameSink;
import java.nio.ByteBuffer;

/**
 * Compresses the fields of a response: the status first, names in lower case, none that speak of an HTTP/1 connection
 * (RFC 9113 sections 8.2 and 8.3.2).
 *
 * <p><b>Threads.</b> Guarded by the connection's lock, as the table is.
 */
public final class ResponseFields {
    private static final String[] STATUS = new String[600];
    private static final String[] LENGTH = new String[4096];

    static {
        for (int i = 100; i < STATUS.length; i++) {
            STATUS[i] = Integer.toString(i);
        }
        for (int i = 0; i < LENGTH.length; i++) {
            LENGTH[i] = Integer.toString(i);
        }
    }

    private final HpackEncoder encoder;

    public ResponseFields(HpackEncoder encoder) {
        this.encoder = encoder;
    }

    /** The client has set the size of its table; it counts from the next block on. */
    public void peerTableSize(long size) {
        encoder.peerTableSize(size);
    }

    /**
     * Adds the field block of a response.
     *
     * @param status 0 for trailers
     * @param contentLength the value of {@code content-length}; negative for none
     * @param date whether to add {@code date}
     */
    public void write(int status, Headers fields, long contentLength, boolean date, FrameSink sink) {
        ByteBuffer to = encoder.beginBlock(sink.view());
        if (status != 0) {
            to = encoder.encode(":status", STATUS[status], false, to);
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = LowerCase.of(fields.name(i));
            String value = fields.value(i);
            if (!FieldRules.isConnectionSpecific(name, value)) {
                to = encoder.encode(name, value, false, to);
            }
        }
        if (date) {
            to = encoder.encode("date", DateCache.value(), false, to);
        }
        if (contentLength >= 0) {
            to = encoder.encode("content-length", decimal(contentLength), false, to);
        }
        sink.take(to);
    }

    /** Adds the field block of a promised request. */
    public void writeRequest(RequestHead head, FrameSink sink) {
        ByteBuffer to = encoder.beginBlock(sink.view());
        to = encoder.encode(":method", head.method(), false, to);
        to = encoder.encode(":scheme", head.scheme(), false, to);
        to = encoder.encode(":authority", head.authority(), false, to);
        to = encoder.encode(":path", head.target(), false, to);
        for (int i = 0; i < head.headers().size(); i++) {
            to = encoder.encode(head.headers().name(i), head.headers().value(i), false, to);
        }
        sink.take(to);
    }

    private static String decimal(long length) {
        return length < LENGTH.length ? LENGTH[(int) length] : Long.toString(length);
    }
}
