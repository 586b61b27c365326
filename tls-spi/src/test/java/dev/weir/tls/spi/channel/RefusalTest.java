package dev.weir.tls.spi.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.tls.spi.TlsEngine;
import dev.weir.tls.spi.TlsException;
import dev.weir.tls.spi.TlsRefusedException;
import dev.weir.tls.spi.TlsSessionInfo;
import dev.weir.tls.spi.TlsStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** How a channel ends when its engine fails, and when the channel itself refuses to continue. */
class RefusalTest {
    private static final String RECORD = "16030300020100";
    private static final String UNEXPECTED_MESSAGE = "1503030002020a";
    private static final String INTERNAL_ERROR = "15030300020250";
    private static final String HANDSHAKE_FAILURE = "15030300020228";
    private static final String CLOSE_NOTIFY = "ff";

    /** A scripted engine. */
    private static final class Scripted implements TlsEngine {
        /** What the engine needs next; the last one remains. */
        final Queue<TlsStatus> needs = new ArrayDeque<>();
        /** The records that wraps produce, in hex, or their exceptions; then nothing. */
        final Queue<Object> wraps = new ArrayDeque<>();
        /** The exception of the next unwrap; null for a record without data. */
        TlsException unwrapFails;

        boolean closing;
        boolean done;

        @Override
        public TlsStatus needs() {
            return needs.size() > 1 ? needs.poll() : needs.peek();
        }

        @Override
        public TlsStatus unwrap(ByteBuffer in, ByteBuffer out) throws TlsException {
            if (in.remaining() < 7) {
                return TlsStatus.UNDERFLOW;
            }
            in.position(in.position() + 7);
            if (unwrapFails != null) {
                throw unwrapFails;
            }
            return TlsStatus.OK;
        }

        @Override
        public TlsStatus wrap(ByteBuffer[] in, int from, int count, ByteBuffer out) throws TlsException {
            for (int i = from; i < from + count; i++) {
                in[i].position(in[i].limit());
            }
            Object next = wraps.poll();
            if (next instanceof TlsException failure) {
                throw failure;
            }
            if (next != null) {
                out.put(HexFormat.of().parseHex((String) next));
                return TlsStatus.OK;
            }
            if (closing && !done) {
                done = true;
                out.put(HexFormat.of().parseHex(CLOSE_NOTIFY));
            }
            return TlsStatus.CLOSED;
        }

        @Override
        public void runTasks() {}

        @Override
        public int packetSize() {
            return 1000;
        }

        @Override
        public void closeOutbound() {
            closing = true;
        }

        @Override
        public boolean outboundDone() {
            return done;
        }

        @Override
        public TlsSessionInfo session() {
            return new TlsSessionInfo(
                    "TLSv1.2", "none", Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        }
    }

    /** A peer that sends records without end, and stores what it receives. */
    private static final class Peer implements ByteChannel {
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        int records = Integer.MAX_VALUE;

        @Override
        public int read(ByteBuffer dst) {
            int n = 0;
            while (records > 0 && dst.remaining() >= 7) {
                dst.put(HexFormat.of().parseHex(RECORD));
                records--;
                n += 7;
            }
            return n == 0 ? -1 : n;
        }

        @Override
        public int write(ByteBuffer src) {
            int n = src.remaining();
            byte[] bytes = new byte[n];
            src.get(bytes);
            got.writeBytes(bytes);
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        String hex() {
            return HexFormat.of().formatHex(got.toByteArray());
        }
    }

    private final Scripted engine = new Scripted();
    private final Peer peer = new Peer();
    private final TlsChannel channel = new TlsChannel(peer, engine);

    /** Nothing was sent before, so an alert is sent in clear; not close_notify. */
    @Test
    void aHandshakeThatIsTooLarge() {
        engine.needs.add(TlsStatus.NEED_UNWRAP);
        TlsException e = assertThrows(TlsException.class, channel::handshake);
        assertTrue(e.getMessage().contains("larger than"), e.getMessage());
        assertFalse(e instanceof TlsRefusedException, "an alert was sent");
        assertEquals(UNEXPECTED_MESSAGE, peer.hex());
    }

    /** Records were sent before, so there may be keys: nothing is sent, now and later. */
    @Test
    void aHandshakeThatIsTooLargeLater() {
        engine.needs.addAll(List.of(TlsStatus.NEED_WRAP, TlsStatus.NEED_WRAP, TlsStatus.NEED_UNWRAP));
        engine.wraps.add("0102");
        assertInstanceOf(TlsRefusedException.class, assertThrows(TlsException.class, channel::handshake));
        assertThrows(TlsRefusedException.class, channel::closeOutput);
        assertThrows(IOException.class, () -> channel.write(ByteBuffer.allocate(1)));
        assertEquals("0102", peer.hex());
        assertFalse(engine.closing);
    }

    @Test
    void noTurnInTime() throws Exception {
        engine.needs.add(TlsStatus.NEED_UNWRAP);
        assertEquals(TlsChannel.Progress.COMPUTE, channel.advance());
        assertEquals("late", channel.abandon("late").getMessage());
        assertEquals(INTERNAL_ERROR, peer.hex());
    }

    private void shakeHands() throws IOException {
        engine.needs.addAll(List.of(TlsStatus.NEED_WRAP, TlsStatus.NEED_WRAP, TlsStatus.OK));
        engine.wraps.add("0102");
        channel.handshake();
    }

    /** As for renegotiation, which the engine would perform. */
    @Test
    void whatTheEngineRefuses() throws Exception {
        shakeHands();
        engine.unwrapFails = new TlsRefusedException("no");
        for (int i = 0; i < 2; i++) {
            TlsException e = assertThrows(TlsException.class, () -> channel.read(ByteBuffer.allocate(10)));
            assertEquals("no", e.getMessage());
        }
        assertThrows(TlsRefusedException.class, channel::closeOutput);
        assertEquals("0102", peer.hex());
        assertFalse(engine.closing, "a close_notify was asked for");
    }

    @Test
    void recordsWithoutData() throws Exception {
        shakeHands();
        TlsException e = assertThrows(TlsRefusedException.class, () -> channel.read(ByteBuffer.allocate(10)));
        assertTrue(e.getMessage().contains("without data"), e.getMessage());
        assertEquals("0102", peer.hex());
    }

    /** An engine that has failed has its own alert, which is sent. */
    @Test
    void theEnginesOwnAlert() throws Exception {
        shakeHands();
        engine.unwrapFails = new TlsException("bad record");
        engine.wraps.add("0304");
        engine.needs.clear();
        engine.needs.add(TlsStatus.NEED_WRAP);
        assertThrows(TlsException.class, () -> channel.read(ByteBuffer.allocate(10)));
        assertEquals("01020304" + CLOSE_NOTIFY, peer.hex());
        channel.closeOutput();
        assertEquals("01020304" + CLOSE_NOTIFY, peer.hex(), "said once");
    }

    /** An engine that fails on the first message without an alert, as Bouncy Castle's. */
    @Test
    void anEngineWithoutAnAlert() {
        engine.needs.add(TlsStatus.NEED_UNWRAP);
        engine.unwrapFails = new TlsException("not a hello");
        engine.done = true;
        assertThrows(TlsException.class, channel::handshake);
        assertEquals(HANDSHAKE_FAILURE, peer.hex());
    }

    /** The record of a first wrap is sent even if a second wrap fails. */
    @Test
    void whatWasMadeBeforeAFailure() {
        engine.needs.add(TlsStatus.NEED_WRAP);
        engine.wraps.addAll(List.of("0102", new TlsException("no more"), "0304"));
        assertThrows(TlsException.class, channel::handshake);
        assertEquals("01020304" + CLOSE_NOTIFY, peer.hex());
    }

    @Test
    void whatWasMadeBeforeAFailureOfAWrite() throws Exception {
        shakeHands();
        engine.wraps.addAll(List.of("0304", new TlsException("no more")));
        ByteBuffer data = ByteBuffer.allocate(100_000);
        ByteBuffer more = ByteBuffer.allocate(100_000);
        assertThrows(TlsException.class, () -> channel.write(new ByteBuffer[] {data, more}));
        assertEquals("01020304", peer.hex());
    }

    @Test
    void whatWasMadeBeforeAFailureOfTheEnd() throws Exception {
        shakeHands();
        engine.wraps.addAll(List.of("0304", new TlsException("no more")));
        assertThrows(TlsException.class, channel::closeOutput);
        assertEquals("01020304", peer.hex());
    }
}
