package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.TlsInfo;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.AbuseLimits.Rate;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.Flags;
import dev.weir.http2.frame.FrameType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows, responses, resets, limits and endings: what goes back and forth, as transcripts. */
class FlowTranscriptTest {
    private static final AbuseLimits FEW = AbuseLimits.DEFAULT.withAll(new Rate(40, 1));

    // ---- windows

    @Test
    void contentStopsAtTheStreamsWindowAndGoesOnWithIt() {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 10)) {
            p.get(1, "/bytes?25");
            p.expect("DATA 1 10");
            p.expectAlive();
            p.window(1, 5);
            p.expect("DATA 1 5");
            p.window(1, 100);
            p.expect("DATA 1 END_STREAM 10");
        }
    }

    /** Head, content and end of a small answer leave together; a write costs more than all else of a request. */
    @Test
    void anAnswerIsOneWrite() {
        try (Peer p = Peer.begun()) {
            p.expectAlive();
            int before = p.connection.writes().size();
            for (int stream = 1; stream < 100; stream += 2) {
                p.get(stream, "/bytes?100");
                p.expect("DATA " + stream + " END_STREAM 100");
            }
            assertEquals(50, p.connection.writes().size() - before, p::transcript);
        }
    }

    @Test
    void contentStopsAtTheConnectionsWindow() {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 1_000_000)) {
            p.get(1, "/bytes?65530");
            p.expect("DATA 1 16378");
            p.expect("DATA 1 END_STREAM 0");
            p.get(3, "/bytes?100");
            p.expect("DATA 3 5");
            p.window(3, 1);
            p.expectAlive();
            p.window(0, 1000);
            p.expect("DATA 3 END_STREAM 95");
        }
    }

    /** RFC 9113 section 6.9.2: a window may become negative, and the stream waits until it is not. */
    @Test
    void windowBelowZero() {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 100)) {
            p.get(1, "/bytes?200");
            p.expect("DATA 1 100");
            p.settings(4, 10);
            p.expect("SETTINGS 0 ACK");
            p.window(1, 90);
            p.expectAlive();
            p.window(1, 1);
            p.expect("DATA 1 1");
            p.settings(4, 1000);
            p.expect("DATA 1 END_STREAM 99");
        }
    }

    @Test
    void emptyContentNeedsNoWindow() {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 4, 0)) {
            p.get(1, "/empty");
            p.expect("HEADERS 1 END_STREAM");
            p.request(3, true, "HEAD", "/bytes?100");
            assertTrue(p.expect("HEADERS 3 END_STREAM").contains("{content-length: 100}"), p::transcript);
        }
    }

    @Test
    void contentBeyondTheStreamsWindowIsRefused() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(100)
                .connectionWindow(65_535)
                .maxWindow(0)
                .build())) {
            p.request(1, false, "POST", "/hold").data(1, false, 100).data(1, false, 1);
            p.expectReset("FLOW_CONTROL_ERROR");
            p.expectAlive();
        }
    }

    /**
     * RFC 9113 section 6.9.2: a client that has not seen our smaller window yet goes by 65,535 octets; from its
     * acknowledgement on, what it may still send has shrunk by the difference, even below zero.
     */
    @Test
    void aSmallerWindowCountsFromItsAcknowledgement() {
        try (Peer p = new Peer(
                Http2Config.builder()
                        .streamWindow(100)
                        .connectionWindow(1 << 20)
                        .maxWindow(0)
                        .build(),
                null)) {
            p.preface().settings();
            p.request(1, false, "POST", "/hold");
            for (int i = 0; i < 3; i++) {
                p.data(1, false, 16_384);
            }
            p.expectAlive();
            p.frame(FrameType.SETTINGS, Flags.ACK, 0, "");
            p.data(1, false, 0);
            p.expectAlive();
            p.data(1, false, 1);
            p.expectReset("FLOW_CONTROL_ERROR");
        }
    }

    /** What came before the acknowledgement is credited as it is read, so that the window is right again. */
    @Test
    void aSmallerWindowRecovers() {
        try (Peer p = new Peer(
                Http2Config.builder()
                        .streamWindow(100)
                        .connectionWindow(1 << 20)
                        .maxWindow(0)
                        .build(),
                null)) {
            p.preface().settings();
            p.request(1, false, "POST", "/parrot");
            p.data(1, false, 16_384);
            p.expect("WINDOW_UPDATE 1 +16384");
            p.expect("DATA 1 ");
            p.frame(FrameType.SETTINGS, Flags.ACK, 0, "");
            p.expectAlive();
            p.data(1, false, 100);
            p.expect("DATA 1 ");
            p.data(1, true, 0);
            p.expect("DATA 1 END_STREAM 0");
        }
    }

    @Test
    void contentBeyondTheConnectionsWindowEndsIt() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(1 << 20)
                .connectionWindow(65_535)
                .maxWindow(0)
                .build())) {
            p.request(1, false, "POST", "/hold");
            for (int i = 0; i < 4; i++) {
                p.data(1, false, 16_384);
            }
            p.expectGoAway("FLOW_CONTROL_ERROR");
        }
    }

    @Test
    void creditReturnsAsTheHandlerReads() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(20_000)
                .connectionWindow(65_535)
                .maxWindow(0)
                .build())) {
            p.request(1, false, "POST", "/");
            p.data(1, false, 10_000);
            p.expect("WINDOW_UPDATE 1 +10000");
            p.data(1, false, 10_000);
            p.expect("WINDOW_UPDATE 1 +10000");
        }
    }

    @Test
    void paddingIsCreditedAtOnce() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(100)
                .connectionWindow(65_535)
                .maxWindow(0)
                .build())) {
            p.request(1, false, "POST", "/hold");
            byte[] padded = new byte[60];
            padded[0] = 59;
            p.frame(FrameType.DATA, Flags.PADDED, 1, padded);
            p.expect("WINDOW_UPDATE 1 +60");
        }
    }

    /** What comes for streams that were reset still counts on the connection, and is given back (section 5.4.2). */
    @Test
    void contentOfResetStreamsIsCredited() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(1 << 20)
                .connectionWindow(65_535)
                .maxWindow(0)
                .build())) {
            p.request(1, false, "POST", "/", "content-length: 1").data(1, false, 2);
            p.expectReset("PROTOCOL_ERROR");
            for (int i = 0; i < 20; i++) {
                p.data(1, false, 16_000);
                if (i % 4 == 3) {
                    p.expect("WINDOW_UPDATE 0 ");
                }
            }
            p.expectAlive();
        }
    }

    @Test
    void contentThatTheHandlerLeavesIsCredited() {
        try (Peer p = Peer.begun(Http2Config.builder()
                .streamWindow(65_535)
                .connectionWindow(65_535)
                .maxWindow(0)
                .build())) {
            p.request(1, false, "POST", "/hold")
                    .data(1, false, 16_000)
                    .data(1, false, 16_000)
                    .data(1, false, 2000);
            p.expectAlive();
            p.release();
            p.expect("WINDOW_UPDATE 0 ");
        }
    }

    /** A request that is reset while it waits for a handler gets none: nobody reads it, though it is whole. */
    @Test
    void contentOfRequestsWithoutHandlerIsCredited() {
        Http2Config one = Http2Config.builder()
                .streamWindow(65_535)
                .connectionWindow(65_535)
                .maxWindow(0)
                .maxConcurrentStreams(1)
                .build();
        try (Peer p = Peer.begun(one)) {
            p.get(1, "/deaf");
            p.awaitRunning(1);
            p.reset(1);
            p.request(3, false, "POST", "/")
                    .data(3, false, 16_000)
                    .data(3, false, 16_000)
                    .data(3, true, 2000);
            p.reset(3);
            p.expect("WINDOW_UPDATE 0 ");
        }
    }

    // ---- responses

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | HEADERS 1 END_HEADERS; DATA 1 END_STREAM",
                "/empty | HEADERS 1 END_STREAM",
                "/stream | HEADERS 1; DATA 1 6; DATA 1 6; DATA 1 6; DATA 1 END_STREAM 0",
                "/trailers | HEADERS 1 END_HEADERS; DATA 1 7; HEADERS 1 END_STREAM",
                "/hints | HEADERS 1 END_HEADERS; HEADERS 1 END_HEADERS; DATA 1 END_STREAM",
                "/bytes?0 | HEADERS 1 END_STREAM",
                "/bytes?4096 | HEADERS 1; DATA 1 END_STREAM 4096",
                "/bytes?16384 | HEADERS 1; DATA 1 16384; DATA 1 END_STREAM 0",
                "/fail-late | HEADERS 1; DATA 1 5",
            })
    void shapes(String path, String frames) {
        try (Peer p = Peer.begun()) {
            p.get(1, path);
            for (String frame : frames.split("; ")) {
                p.expect(frame);
            }
            if (path.equals("/fail-late")) {
                p.expectReset("INTERNAL_ERROR");
            }
            p.expectAlive();
        }
    }

    @Test
    void failureBeforeTheHeadIs500() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/fail");
            assertTrue(p.expect("HEADERS 1").contains("{:status: 500}"), p::transcript);
            p.expect("DATA 1 END_STREAM");
            assertEquals(1, p.server.errors().size(), p::transcript);
        }
    }

    @Test
    void expectContinue() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/", "expect: 100-continue");
            assertTrue(p.expect("HEADERS 1").contains("{:status: 100}"), p::transcript);
            p.data(1, true, 3);
            assertTrue(p.expect("HEADERS 1").contains("{:status: 200}"), p::transcript);
        }
    }

    /** RFC 9110 section 5.6.1.2: empty members are none. */
    @Test
    void expectContinueInAList() {
        for (String list : List.of("100-continue, 100-Continue", ", 100-continue,")) {
            try (Peer p = Peer.begun()) {
                p.request(1, false, "POST", "/", "expect: " + list);
                assertTrue(p.expect("HEADERS 1").contains("{:status: 100}"), p::transcript);
                p.data(1, true, 3);
                assertTrue(p.expect("HEADERS 1").contains("{:status: 200}"), p::transcript);
            }
        }
    }

    @Test
    void noContinueWhereTheContentIsThere() {
        try (Peer p = Peer.begun()) {
            p.request(1, true, "POST", "/", "expect: 100-continue");
            assertTrue(p.expect("HEADERS 1").contains("{:status: 200}"), p::transcript);
        }
    }

    // ---- limits

    @Test
    void streamsOverTheLimitAreRefused() {
        try (Peer p = Peer.begun(Http2Config.builder().maxConcurrentStreams(2).build())) {
            p.get(1, "/hold").get(3, "/hold").get(5, "/hold");
            assertEquals("RST_STREAM 5 REFUSED_STREAM", p.expectAnyReset(), p::transcript);
            p.release();
            // In whichever order the handlers return.
            p.expect("HEADERS ");
            p.expect("HEADERS ");
            p.get(7, "/empty");
            p.expect("HEADERS 7 END_STREAM");
        }
    }

    /** What is reset stays counted until its handler has returned: new requests wait, and too many of them end it. */
    @Test
    void resetStreamsDoNotMakeRoomForMoreHandlers() {
        AbuseLimits many = AbuseLimits.DEFAULT.withAll(new Rate(10_000, 1000));
        try (Peer p = Peer.begun(
                Http2Config.builder().maxConcurrentStreams(2).abuse(many).build())) {
            // Handlers that do not heed their interruption.
            p.get(1, "/deaf").get(3, "/deaf");
            p.awaitRunning(2);
            p.reset(1).reset(3);
            for (int stream = 5; stream < 30; stream += 2) {
                p.get(stream, "/deaf").reset(stream);
            }
            p.expectGoAway("ENHANCE_YOUR_CALM");
            assertTrue(p.server.counters().running() <= 2, p::transcript);
        }
    }

    @ParameterizedTest
    @CsvSource({"PING", "SETTINGS", "PRIORITY", "EMPTY_DATA", "SMALL_WINDOW", "RESET", "PROVOKED"})
    void floods(String kind) {
        try (Peer p = Peer.begun(Http2Config.builder().abuse(FEW).build())) {
            p.request(1, false, "POST", "/hold");
            for (int i = 0; i < 60; i++) {
                int stream = 3 + 2 * i;
                switch (kind) {
                    case "PING" -> p.frame(FrameType.PING, 0, 0, "0000000000000000");
                    case "SETTINGS" -> p.settings();
                    case "PRIORITY" -> p.frame(FrameType.PRIORITY_UPDATE, 0, 0, "00000001 753d31");
                    case "EMPTY_DATA" -> p.data(1, false, 0);
                    case "SMALL_WINDOW" -> p.window(1, 1);
                    case "RESET" -> p.get(stream, "/hold").reset(stream);
                    case "PROVOKED" -> p.get(stream, "/hold").window(stream, 0);
                    default -> throw new AssertionError(kind);
                }
            }
            // First wound up in order, then ended.
            assertTrue(p.awaitGoAway().startsWith("GOAWAY 0 last=2147483647 NO_ERROR"), p::transcript);
            p.expectGoAway("ENHANCE_YOUR_CALM");
        }
    }

    /** A browser that leaves a page cancels all it has asked for; that is no attack. */
    @Test
    void honestClientsAreNotCut() {
        try (Peer p = Peer.begun()) {
            for (int stream = 1; stream < 200; stream += 2) {
                p.get(stream, "/empty").reset(stream);
            }
            for (int i = 0; i < 100; i++) {
                p.frame(FrameType.PING, 0, 0, "0000000000000000");
                p.settings();
            }
            for (int i = 0; i < 5000; i++) {
                p.frame(FrameType.PRIORITY, 0, 1001 + 2 * i, "0000000010");
            }
            p.expectAlive();
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    /**
     * A client that answers each small frame with windows of its size and a ping, as some libraries for gRPC do, is
     * an honest one; so is one whose frames are few octets because its messages are.
     */
    @Test
    void answersToSmallFramesAreNotCounted() {
        try (Peer p = Peer.begun(Http2Config.builder().abuse(FEW).build())) {
            p.request(1, false, "POST", "/parrot");
            for (int i = 0; i < 200; i++) {
                p.data(1, false, 10);
                p.expect("DATA 1 10");
                p.window(1, 10).window(0, 10).frame(FrameType.PING, 0, 0, "0000000000000000");
            }
            p.expectAlive();
            assertFalse(p.has("GOAWAY"), p::transcript);
        }
    }

    /** CVE-2019-9511: frames that are small because the client lets no more go are its own doing. */
    @Test
    void windowsThatAreOpenedBitByBitAreCounted() {
        try (Peer p = Peer.begun(Http2Config.builder().abuse(FEW).build(), 4, 0)) {
            p.get(1, "/bytes?1000");
            for (int i = 0; i < 60; i++) {
                p.window(1, 1);
            }
            assertTrue(p.awaitGoAway().contains("NO_ERROR"), p::transcript);
            p.expectGoAway("ENHANCE_YOUR_CALM");
        }
    }

    // ---- endings

    @Test
    void resetReachesTheHandlerAtOnce() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/hold");
            p.awaitRunning(1);
            p.reset(1);
            p.expectAlive();
            p.awaitRunning(0);
            assertEquals(1, p.server.counters().cancelled(), p::transcript);
        }
    }

    @Test
    void shutdownInTwoSteps() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/hold");
            p.expectAlive();
            p.connection.drain();
            assertTrue(p.awaitGoAway().startsWith("GOAWAY 0 last=2147483647 NO_ERROR"), p::transcript);
            String ping = p.expect("PING 0 ");
            // A request that was on its way is still served.
            p.get(3, "/empty");
            p.expect("HEADERS 3 END_STREAM");
            p.frame(FrameType.PING, 1, 0, "0".repeat(16 - ping.substring(7).length()) + ping.substring(7));
            assertTrue(p.awaitGoAway().startsWith("GOAWAY 0 last=3 NO_ERROR"), p::transcript);
            p.get(5, "/empty");
            p.release();
            p.expect("HEADERS 1");
            p.expectEnd();
            assertFalse(p.has("HEADERS 5"), p::transcript);
        }
    }

    @Test
    void idleConnectionIsLeftWithGoAway() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/empty");
            p.expect("HEADERS 1 END_STREAM");
            p.connection.beLate();
            p.expectGoAway("NO_ERROR");
        }
    }

    /** Our SETTINGS must be acknowledged in time (RFC 9113 section 6.5.3). */
    @Test
    void settingsThatAreNotAcknowledged() {
        Http2Config quick = Http2Config.builder()
                .prefaceTimeout(Duration.ofNanos(1))
                .settingsTimeout(Duration.ofNanos(1))
                .build();
        try (Peer p = new Peer(quick, null)) {
            p.preface().settings().expectAlive();
            p.connection.tick();
            p.connection.beLate();
            p.expectGoAway("SETTINGS_TIMEOUT");
        }
    }

    @Test
    void silentClientIsAskedForASignOfLife() {
        Http2Config asking = Http2Config.builder()
                .pingInterval(Duration.ofNanos(1))
                .pingTimeout(Duration.ofDays(1))
                .build();
        try (Peer p = Peer.begun(asking)) {
            p.get(1, "/hold");
            p.expectAlive();
            p.connection.tick();
            p.expect("PING 0 ");
        }
    }

    @Test
    void clientThatClosesItsSideIsStillAnswered() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/").data(1, true, 5);
            p.get(3, "/empty");
            p.connection.endInput();
            p.expect("DATA 1 END_STREAM");
        }
    }

    @Test
    void goAwayFromTheClientLetsWhatIsOpenEnd() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/hold");
            p.frame(FrameType.GOAWAY, 0, 0, "0000000000000000");
            p.expect("GOAWAY 0 last=1 NO_ERROR");
            p.expectAlive();
            p.release();
            p.expect("HEADERS 1");
            p.expectEnd();
        }
    }

    @Test
    void cutEndsTheHandlers() {
        try (Peer p = Peer.begun()) {
            p.request(1, false, "POST", "/hold");
            p.awaitRunning(1);
            p.connection.cut();
            p.awaitRunning(0);
            assertEquals(1, p.server.counters().cancelled());
        }
    }

    @Test
    void weakTlsIsRefused() {
        for (String cipher : List.of("TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA")) {
            TlsInfo tls =
                    new TlsInfo("TLSv1.2", cipher, Optional.of("h2"), Optional.empty(), List.of(), Optional.empty());
            try (Peer p = new Peer(Http2Config.DEFAULT, tls)) {
                p.expectGoAway("INADEQUATE_SECURITY");
            }
        }
        TlsInfo good = new TlsInfo(
                "TLSv1.2",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                Optional.of("h2"),
                Optional.empty(),
                List.of(),
                Optional.empty());
        try (Peer p = new Peer(Http2Config.DEFAULT, good)) {
            p.preface().settings().expectAlive();
        }
    }

    // ---- push and extended CONNECT

    @Test
    void pushIsPromisedBeforeTheAnswer() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/push");
            String promise = p.expect("PUSH_PROMISE 1 ");
            assertTrue(promise.contains("promised=2") && promise.contains("{:path: /empty}"), promise);
            p.expect("HEADERS 2 END_STREAM");
            p.expectAlive();
        }
    }

    /** RFC 9113 section 6.8: "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection". */
    @Test
    void noPushAfterTheClientsGoAway() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/hold-push");
            p.awaitRunning(1);
            p.frame(FrameType.GOAWAY, 0, 0, "7fffffff 00000000");
            p.expect("GOAWAY 0 last=1 NO_ERROR");
            p.release();
            p.expect("HEADERS 1");
            p.expectEnd();
            assertFalse(p.has("PUSH_PROMISE"), p::transcript);
        }
    }

    /**
     * What was pushed already is for nobody where the client's GOAWAY names a lower stream, which it ignores from
     * then on.
     */
    @Test
    void aPushThatGoAwayRefusesEnds() {
        try (Peer p = Peer.begun()) {
            p.get(1, "/push-hold");
            p.expect("PUSH_PROMISE 1 ");
            p.expect("HEADERS 1");
            p.awaitRunning(1);
            p.frame(FrameType.GOAWAY, 0, 0, "00000002 00000000");
            p.expect("GOAWAY 0 last=1 NO_ERROR");
            p.expectAlive();
            p.frame(FrameType.GOAWAY, 0, 0, "00000000 00000000");
            p.expect("RST_STREAM 2 CANCEL");
            p.awaitRunning(0);
            assertEquals(1, p.server.counters().cancelled(), p::transcript);
        }
    }

    @Test
    void noPushWhereTheClientForbidsIt() {
        try (Peer p = Peer.begun(Http2Config.DEFAULT, 2, 0)) {
            p.get(1, "/push");
            p.expect("DATA 1 END_STREAM");
            assertFalse(p.has("PUSH_PROMISE"), p::transcript);
        }
    }

    @Test
    void extendedConnectCarriesBothDirections() {
        try (Peer p = Peer.begun(Http2Config.builder().extendedConnect(true).build())) {
            p.headers(
                    1,
                    false,
                    ":method: CONNECT",
                    ":protocol: echo",
                    ":scheme: http",
                    ":path: /tunnel",
                    ":authority: a");
            assertTrue(p.expect("HEADERS 1 END_HEADERS").contains("{:status: 200}"), p::transcript);
            p.data(1, false, 3);
            p.expect("DATA 1 3");
            p.data(1, false, 5);
            p.expect("DATA 1 5");
            p.data(1, true, 0);
            p.expect("DATA 1 END_STREAM");
            p.expectAlive();
        }
    }

    /** What goes through a tunnel is content like any other: the client's windows hold it back. */
    @Test
    void extendedConnectObeysTheWindows() {
        try (Peer p = Peer.begun(Http2Config.builder().extendedConnect(true).build(), 4, 10)) {
            p.headers(
                    1,
                    false,
                    ":method: CONNECT",
                    ":protocol: echo",
                    ":scheme: http",
                    ":path: /tunnel",
                    ":authority: a");
            p.expect("HEADERS 1 END_HEADERS");
            p.data(1, false, 25);
            p.expect("DATA 1 10");
            p.expectAlive();
            p.window(1, 100);
            p.expect("DATA 1 15");
            p.data(1, true, 0);
            p.expect("DATA 1 END_STREAM");
        }
    }
}
