package dev.weir.http2;

import java.util.EnumMap;
import java.util.Map;

/** The SETTINGS that we send (RFC 9113 section 6.5.2, RFC 8441 section 3, RFC 9218 section 2.1). */
final class LocalSettings {
    private LocalSettings() {}

    /** Writes all that are not what a client would take for granted, in one frame. */
    static void write(Http2Protocol protocol, FrameSink sink) {
        Http2Config config = protocol.settings;
        Map<Setting, Long> values = new EnumMap<>(Setting.class);
        values.put(Setting.HEADER_TABLE_SIZE, (long) config.headerTableSize());
        values.put(Setting.MAX_CONCURRENT_STREAMS, (long) config.maxConcurrentStreams());
        values.put(Setting.INITIAL_WINDOW_SIZE, (long) config.streamWindow());
        values.put(Setting.MAX_FRAME_SIZE, (long) config.maxFrameSize());
        values.put(Setting.MAX_HEADER_LIST_SIZE, (long) protocol.config.maxHeaderBytes());
        if (config.extendedConnect()) {
            values.put(Setting.ENABLE_CONNECT_PROTOCOL, 1L);
        }
        if (!protocol.schedulers.usesRfc7540Priorities()) {
            values.put(Setting.NO_RFC7540_PRIORITIES, 1L);
        }
        FrameWriter.settings(sink, values);
    }
}
