package dev.weir.http2.frame;

import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows each frame of a connection in one line, both ways, when the logger {@code dev.weir.http2.frames} is set to
 * debug as the connection begins. It looks at bytes and frames from the side, and decodes fields with tables of its
 * own, so that no other type depends on it and it costs nothing while the logger is off.
 *
 * <p><b>Threads.</b> {@link #received} is called by the connection's thread, {@link #sent} by the thread that writes;
 * each has a side of its own.
 */
public final class FrameTrace {
    private static final Logger LOG = LoggerFactory.getLogger("dev.weir.http2.frames");
    /** Our own table may be larger than the one that connections begin with. */
    private static final int LARGEST_TABLE = 1 << 30;

    private static final int LARGEST_LIST = 1 << 20;

    private final SocketAddress peer;
    private final Side incoming;
    private final Side outgoing;
    private final FrameReader reader = FrameReader.ofServer();

    private FrameTrace(SocketAddress peer) {
        this.peer = peer;
        this.incoming = new Side('<');
        this.outgoing = new Side('>');
    }

    /** Returns a trace of a connection; null when the logger is off. */
    public static @Nullable FrameTrace of(SocketAddress peer) {
        return LOG.isDebugEnabled() ? new FrameTrace(peer) : null;
    }

    /** The client has sent a frame. */
    public void received(Frame frame) {
        LOG.debug("{} {}", peer, incoming.line(frame));
    }

    /** Logs frames that are about to be sent: whole ones, in parts that may end within one. */
    public void sent(int length, ByteBuffer... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            bytes.put(part);
        }
        bytes.flip();
        try {
            Frame frame = reader.next(bytes);
            while (frame != null) {
                LOG.debug("{} {}", peer, outgoing.line(frame));
                frame = reader.next(bytes);
            }
        } catch (Http2Exception e) {
            throw new IllegalStateException("a frame of our own that is none", e);
        }
    }

    /** One direction: what its blocks of fields have put into the table. */
    public static final class Side {
        private final char direction;
        private final HpackDecoder decoder = new HpackDecoder(LARGEST_TABLE, LARGEST_LIST, LARGEST_LIST);
        private boolean lost;

        public Side(char direction) {
            this.direction = direction;
            decoder.maxTableSize(LARGEST_TABLE);
        }

        /** A frame in one line. */
        public String line(Frame frame) {
            StringBuilder line = new StringBuilder(96).append(direction).append(' ');
            switch (frame) {
                case Frame.Data f -> {
                    head(line, "DATA", f.stream())
                            .append(f.endStream() ? "END_STREAM " : "")
                            .append(f.content().remaining());
                    if (f.flowLength() > f.content().remaining()) {
                        line.append(" padded to ").append(f.flowLength());
                    }
                }
                case Frame.Headers f -> {
                    head(line, "HEADERS", f.stream())
                            .append(flags(f.endStream(), f.endHeaders()))
                            .append(f.fragment().remaining());
                    if (f.priority() != null) {
                        line.append(' ').append(f.priority());
                    }
                    fields(line, f.fragment(), f.endHeaders());
                }
                case Frame.Promise f -> {
                    head(line, "PUSH_PROMISE", f.stream())
                            .append(flags(false, f.endHeaders()))
                            .append(f.fragment().remaining())
                            .append(" promised=")
                            .append(f.promised());
                    fields(line, f.fragment(), f.endHeaders());
                }
                case Frame.Continuation f -> {
                    head(line, "CONTINUATION", f.stream())
                            .append(flags(false, f.endHeaders()))
                            .append(f.fragment().remaining());
                    fields(line, f.fragment(), f.endHeaders());
                }
                case Frame.Priority f -> head(line, "PRIORITY", f.stream()).append(f.priority());
                case Frame.Reset f -> head(line, "RST_STREAM", f.stream()).append(ErrorCode.nameOf(f.code()));
                case Frame.Settings f -> {
                    head(line, "SETTINGS", 0);
                    for (int i = 0; i < f.count(); i++) {
                        line.append(Setting.nameOf(f.id(i)))
                                .append('=')
                                .append(f.value(i))
                                .append(' ');
                    }
                }
                case Frame.SettingsAck _ -> head(line, "SETTINGS", 0).append("ACK");
                case Frame.Ping f ->
                    head(line, "PING", 0).append(f.ack() ? "ACK " : "").append(Long.toHexString(f.data()));
                case Frame.GoAway f -> {
                    head(line, "GOAWAY", 0)
                            .append("last=")
                            .append(f.lastStream())
                            .append(' ')
                            .append(ErrorCode.nameOf(f.code()))
                            .append(" \"");
                    for (int i = f.debug().position(); i < f.debug().limit(); i++) {
                        escape(line, f.debug().get(i) & 0xff);
                    }
                    line.append('"');
                }
                case Frame.WindowUpdate f ->
                    head(line, "WINDOW_UPDATE", f.stream()).append('+').append(f.increment());
                case Frame.PriorityUpdate f -> {
                    head(line, "PRIORITY_UPDATE", 0)
                            .append("of ")
                            .append(f.prioritized())
                            .append(' ');
                    for (int i = f.value().position(); i < f.value().limit(); i++) {
                        escape(line, f.value().get(i) & 0xff);
                    }
                }
                case Frame.Unknown f ->
                    head(line, FrameType.nameOf(f.type()), f.stream()).append(f.length());
            }
            return line.toString();
        }

        private static StringBuilder head(StringBuilder line, String type, int stream) {
            return line.append(type).append(' ').append(stream).append(' ');
        }

        private static String flags(boolean endStream, boolean endHeaders) {
            return endStream
                    ? endHeaders ? "END_STREAM|END_HEADERS " : "END_STREAM "
                    : endHeaders ? "END_HEADERS " : "";
        }

        private void fields(StringBuilder line, ByteBuffer fragment, boolean end) {
            if (lost) {
                return;
            }
            try {
                decoder.decode(fragment.duplicate(), (name, value, _) -> {
                    line.append(" {");
                    escape(line, name);
                    line.append(": ");
                    if (isSecret(name)) {
                        line.append('[').append(value.length()).append(" bytes]");
                    } else {
                        escape(line, value);
                    }
                    line.append('}');
                });
                if (end) {
                    decoder.endBlock();
                }
            } catch (HpackException e) {
                lost = true;
                line.append(" (").append(e.getMessage()).append(')');
            }
        }

        private static boolean isSecret(String name) {
            return switch (name) {
                case "authorization", "proxy-authorization", "cookie", "set-cookie" -> true;
                default -> false;
            };
        }

        private static void escape(StringBuilder line, String text) {
            for (int i = 0; i < text.length(); i++) {
                escape(line, text.charAt(i));
            }
        }

        /** What a client sends must not be able to look like another line of the log. */
        private static void escape(StringBuilder line, int c) {
            if (c >= ' ' && c < 0x7f) {
                line.append((char) c);
            } else {
                line.append("\\x").append(Character.forDigit(c >>> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
    }
}
