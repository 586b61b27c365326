package dev.weir.tls.spi.handshake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the negotiated key exchange group in the server's own first handshake messages, which are sent in clear: in the
 * key share of the ServerHello in TLS 1.3 (RFC 8446 section 4.2.8), in the ServerKeyExchange in TLS 1.2 (RFC 8422
 * section 5.4). JSSE does not report it.
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
    /** The size of version and random in a ServerHello. */
    private static final int FIXED = 2 + 32;
    /** The maximum size of messages to search. */
    private static final int MAX = 64 * 1024;

    /** The messages so far; null after the search. */
    private @Nullable ByteArrayOutputStream messages = new ByteArrayOutputStream();

    private int group = -1;

    /** Adds records that were just wrapped: from a position up to the buffer's. */
    public void sent(ByteBuffer records, int from) {
        int at = from;
        while (messages != null && at + RECORD_HEADER <= records.position()) {
            int length = (records.get(at + 3) & 0xff) << 8 | records.get(at + 4) & 0xff;
            boolean whole = at + RECORD_HEADER + length <= records.position();
            if (records.get(at) != HANDSHAKE_RECORD || messages.size() > MAX || !whole) {
                // The messages in clear end here, or an alert follows.
                end();
                return;
            }
            byte[] body = new byte[length];
            records.get(at + RECORD_HEADER, body);
            messages.write(body, 0, length);
            at += RECORD_HEADER + length;
        }
    }

    /** Returns the IANA name of the group; empty for a session that was resumed without a key exchange. */
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

    /** RFC 8446 section 4.1.3; a HelloRetryRequest has the same form, and the ServerHello that follows overrides it. */
    private void serverHello(ByteBuffer body) {
        if (body.remaining() < FIXED + 1) {
            return;
        }
        body.position(FIXED);
        int sessionId = body.get() & 0xff;
        // After the session id: cipher suite and compression, then the length of the extensions.
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
