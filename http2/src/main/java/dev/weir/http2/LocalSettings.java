package dev.weir.http2;

/** The SETTINGS that we send (RFC 9113 section 6.5.2, RFC 8441 section 3, RFC 9218 section 2.1). */
final class LocalSettings {
    /** The size of the table that a connection begins with. */
    static final int INITIAL_TABLE = 4096;

    private LocalSettings() {}

    /** Writes all that are not what a client would take for granted, in one frame. */
    static void write(Http2Protocol protocol, FrameSink sink) {
        Http2Config settings = protocol.settings;
        boolean connect = settings.extendedConnect();
        boolean noTree = !protocol.schedulers.usesRfc7540Priorities();
        int count = 5 + (connect ? 1 : 0) + (noTree ? 1 : 0);
        int[] ids = new int[count];
        long[] values = new long[count];
        int at = 0;
        ids[at] = SettingId.HEADER_TABLE_SIZE;
        values[at++] = settings.headerTableSize();
        ids[at] = SettingId.MAX_CONCURRENT_STREAMS;
        values[at++] = settings.maxConcurrentStreams();
        ids[at] = SettingId.INITIAL_WINDOW_SIZE;
        values[at++] = settings.streamWindow();
        ids[at] = SettingId.MAX_FRAME_SIZE;
        values[at++] = settings.maxFrameSize();
        ids[at] = SettingId.MAX_HEADER_LIST_SIZE;
        values[at++] = protocol.config.maxHeaderBytes();
        if (connect) {
            ids[at] = SettingId.ENABLE_CONNECT_PROTOCOL;
            values[at++] = 1;
        }
        if (noTree) {
            ids[at] = SettingId.NO_RFC7540_PRIORITIES;
            values[at] = 1;
        }
        FrameWriter.settings(sink, ids, values);
    }
}
