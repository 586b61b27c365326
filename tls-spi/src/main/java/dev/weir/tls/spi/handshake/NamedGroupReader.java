package dev.weir.tls.spi.handshake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads out of our own handshake messages, which are in clear up to this point, which key exchange group was agreed on:
 * in TLS 1.3 the ServerHello's key share tells it (RFC 8446 section 4.2.8), in TLS 1.2 the ServerKeyExchange (RFC 8422
 * section 5.4). JSSE has no way to ask.
 *
 * <p><b>Threads.</b> For the thread of the handshake.
 */
public final class NamedGroupReader {
    private static final int HANDSHAKE_RECORD = 22;
    private static final int RECORD_HEADER = 5;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int KEY_SHARE = 51;
    private static final int NAMED_CURVE = 3;
    /** Version and random of a ServerHello. */
    private static final int FIXED = 2 + 32;
    /** A group that is not told within this much will not be. */
    private static final int MOST = 64 * 1024;

    /** The messages so far; null once nothing more is to be found. */
    private ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private int group = -1;

    /** Looks at records that were just made: from a position on, up to the buffer's. */
    public void sent(ByteBuffer records, int from) {
        int at = from;
        while (messages != null && at + RECORD_HEADER <= records.position()) {
            int length = (records.get(at + 3) & 0xff) << 8 | records.get(at + 4) & 0xff;
            boolean whole = at + RECORD_HEADER + length <= records.position();
            if (records.get(at) != HANDSHAKE_RECORD || messages.size() > MOST || !whole) {
                // From here on it is encrypted, or is an alert.
                end();
                return;
            }
            byte[] body = new byte[length];
            records.get(at + RECORD_HEADER, body);
            messages.write(body, 0, length);
            at += RECORD_HEADER + length;
        }
    }

    /** The group's IANA name; nothing before it was told, or for a session that was resumed without one. */
    public Optional<String> group() {
        end();
        return group < 0 ? Optional.empty() : Optional.of(NamedGroups.of(group));
    }

    private void end() {
        if (messages != null) {
            read(ByteBuffer.wrap(messages.toByteArray()));
            messages = null;
        }
    }

    private void read(ByteBuffer in) {
        while (in.remaining() >= 4) {
            int type = in.get();
            int length = (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
            if (length > in.remaining()) {
                return;
            }
            ByteBuffer body = in.slice(in.position(), length);
            in.position(in.position() + length);
            if (type == SERVER_HELLO) {
                serverHello(body);
            } else if (type == SERVER_KEY_EXCHANGE && body.remaining() > 3 && body.get() == NAMED_CURVE) {
                group = body.getShort() & 0xffff;
            }
        }
    }

    /** RFC 8446 section 4.1.3; a HelloRetryRequest looks the same, and the ServerHello behind it is what counts. */
    private void serverHello(ByteBuffer body) {
        if (body.remaining() < FIXED + 1) {
            return;
        }
        body.position(FIXED);
        int sessionId = body.get() & 0xff;
        // cipher suite and compression behind the session id, then the length of the extensions
        if (body.remaining() < sessionId + 3 + 2) {
            return;
        }
        body.position(body.position() + sessionId + 3);
        body.getShort();
        while (body.remaining() >= 4) {
            int extension = body.getShort() & 0xffff;
            int length = body.getShort() & 0xffff;
            if (length > body.remaining()) {
                return;
            }
            if (extension == KEY_SHARE && length >= 2) {
                group = body.getShort(body.position()) & 0xffff;
            }
            body.position(body.position() + length);
        }
    }
}
