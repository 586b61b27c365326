package dev.weir.http2.frame;

/** The flags of frames (RFC 9113 section 6); what a bit means depends on the type. */
public final class Flags {
    /** Of SETTINGS and PING. */
    public static final int ACK = 0x1;

    public static final int END_STREAM = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    /** Of HEADERS: the RFC calls it PRIORITY. */
    static final int PRIORITY = 0x20;

    private Flags() {}
}
