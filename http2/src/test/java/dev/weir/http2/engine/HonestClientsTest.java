package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http2.config.Abuse;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.AbuseLimits.Rate;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.stream.AbuseBudget;
import dev.weir.http2.stream.AbuseBudget.Verdict;
import dev.weir.http2.stream.SolicitedFrames;
import org.junit.jupiter.api.Test;

/** What looks like abuse and is none: clients that do much of something for which they have cause. */
class HonestClientsTest {
    private static final AbuseLimits FEW = AbuseLimits.DEFAULT.withAll(new Rate(40, 1));

    /** A proxy passes on what its clients cancel, beside as much that they wait for. */
    @Test
    void asManyAreAnsweredAsAreCancelled() {
        try (Peer p = Peer.begun(Http2Config.builder().abuse(FEW).build())) {
            for (int stream = 1; stream < 1000; stream += 4) {
                p.get(stream, "/empty");
                p.expect("HEADERS " + stream + " END_STREAM");
                p.get(stream + 2, "/hold").reset(stream + 2);
            }
            p.expectAlive();
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    /** Most are cancelled: that is an attack, though some are answered (CVE-2023-44487). */
    @Test
    void moreAreCancelledThanAnswered() {
        try (Peer p = Peer.begun(Http2Config.builder().abuse(FEW).build())) {
            for (int stream = 1; stream < 1000; stream += 8) {
                p.get(stream, "/empty");
                for (int i = 2; i < 8; i += 2) {
                    p.get(stream + i, "/hold").reset(stream + i);
                }
            }
            assertTrue(p.awaitGoAway().contains("NO_ERROR"), p::transcript);
            p.expectGoAway("ENHANCE_YOUR_CALM");
        }
    }

    @Test
    void answersPayForResetsAndAreNotSavedUp() {
        AbuseBudget budget = new AbuseBudget(FEW);
        budget.answered(3);
        budget.answered(1_000_000);
        budget.answered(Integer.MAX_VALUE);
        assertEquals(Verdict.OK, budget.spend(Abuse.PING, 0), "nothing else is paid for");
        for (int i = 0; i < 20; i++) {
            assertEquals(Verdict.OK, budget.spend(Abuse.RESET_RECEIVED, 0), "paid for: " + i);
            assertEquals(Verdict.OK, budget.spend(Abuse.RESET_PROVOKED, 0), "paid for: " + i);
        }
        for (int i = 0; i < 30; i++) {
            assertEquals(Verdict.OK, budget.spend(Abuse.RESET_RECEIVED, 0), "out of the bucket: " + i);
        }
        assertEquals(Verdict.WARN, budget.spend(Abuse.RESET_RECEIVED, 0));
    }

    /** RFC 9113 section 8.4.2: a client may refuse what it was promised, for example as it has it in its cache. */
    @Test
    void pushesAreRefused() {
        try (Peer p = Peer.begun(Http2Config.builder().abuse(FEW).build(), 4, 0)) {
            for (int i = 0; i < 300; i++) {
                int stream = 1 + 2 * i;
                p.get(stream, "/push-bytes").window(stream, 100);
                p.expect("PUSH_PROMISE " + stream + " ");
                p.reset(2 + 2 * i);
                p.expect("DATA " + stream + " END_STREAM");
            }
            p.expectAlive();
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    /** All that a window of 64 KiB holds in small frames, each answered on the stream and on the connection. */
    @Test
    void smallFramesAreAnsweredLate() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/drops?6400");
            p.expect("DATA 1 END_STREAM");
            for (int i = 0; i < 6400; i++) {
                p.window(1, 10).window(0, 10);
            }
            p.expectAlive();
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    @Test
    void aWindowFullOfFramesOfOneOctet() {
        SolicitedFrames solicited = new SolicitedFrames();
        for (int i = 0; i < 65_535; i++) {
            solicited.contentSent(1, true);
        }
        for (int i = 0; i < 2 * 65_535; i++) {
            assertTrue(solicited.takeUpdate(), "update " + i);
        }
        assertFalse(solicited.takeUpdate());
    }
}
