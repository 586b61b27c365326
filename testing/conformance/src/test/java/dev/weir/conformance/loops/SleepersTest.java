package dev.weir.conformance.loops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.conformance.client.Client.Call;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers that wait, by the thousand: small answers do not, and hardly any thread of the platform is held. */
class SleepersTest {
    /** How many wait at once: a handshake costs as much as a thousand of them. */
    private static int many(Setup setup) {
        return switch (setup.over()) {
            case HTTP1 -> setup.loops() == 1 ? 2000 : 500;
            case HTTP1_TLS -> 60;
            case H2C -> setup.loops() == 2 ? 10_000 : 1000;
            case H2_TLS -> 1000;
        };
    }

    private static void waitTogether(Setup setup, String path) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Site site = new Site(setup, (w, r) -> {
            gate.await();
            w.write("awake");
        })) {
            List<Call> sleepers = site.crowd(many(setup), 200, path);
            site.awaitRunning(sleepers.size());
            site.assertServes();
            site.assertThreadsAreBounded();
            gate.countDown();
            for (Call sleeper : sleepers) {
                assertEquals("200 awake", Site.answer(sleeper));
            }
            site.awaitQuiet();
            site.assertServes();
        } finally {
            gate.countDown();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void ofOneKind(Setup setup) throws Exception {
        waitTogether(setup, "/sleep");
    }

    /** Of none of which anything is known, so that each takes a loop until too many have done so. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#elastic")
    void ofThousandsOfKinds(Setup setup) throws Exception {
        waitTogether(setup, "/sleep/#");
    }

    /** Those who come while others sleep, and sleep shortly themselves. */
    @ParameterizedTest
    @MethodSource("dev.weir.conformance.loops.Setup#all")
    void forAMoment(Setup setup) throws Exception {
        try (Site site = new Site(setup, (w, r) -> {
            Thread.sleep(r.path().length());
            w.write(r.path());
        })) {
            List<Call> sleepers = site.crowd(200, 50, "/sleep/#");
            List<Call> small = site.crowd(100, 50, "/small");
            for (Call call : small) {
                assertEquals("200 small", Site.answer(call));
            }
            for (int i = 0; i < sleepers.size(); i++) {
                assertEquals("200 /sleep/" + i, Site.answer(sleepers.get(i)));
            }
            site.awaitQuiet();
            site.assertServes();
        }
    }
}
