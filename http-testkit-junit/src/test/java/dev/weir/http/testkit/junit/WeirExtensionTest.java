package dev.weir.http.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What is said where a class of tests is wrong, or a test fails. */
class WeirExtensionTest {
    private static Throwable run(Class<?> type) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(type))
                                .build(),
                        listener);
        assertEquals(1, listener.getSummary().getFailures().size(), type::getName);
        return listener.getSummary().getFailures().getFirst().getException();
    }

    @ParameterizedTest
    @CsvSource({
        "NothingMarked, is marked with @Serve: mark a field or a method",
        "TwoMarked,     more than one is marked with @Serve",
        "NoHandler,     neither a Handler nor a TestServer: text",
        "NullMarked,    what @Serve marks is null",
        "BeforeAllOfThem, a server is of one test",
    })
    void whatIsWrongIsSaid(String type, String message) throws ClassNotFoundException {
        Throwable thrown = run(Class.forName(WeirExtensionTest.class.getName() + "$" + type));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }

    @Test
    void whatAHandlerHasThrownIsShownWithAFailedTest() {
        Throwable thrown = run(Failing.class);
        assertEquals("wrong", thrown.getMessage());
        assertEquals("no database", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void theCauseOfAnAssertionIsNotShownTwice() {
        Throwable thrown = run(FailingAssertion.class);
        assertEquals("no database", thrown.getCause().getMessage());
        assertEquals(0, thrown.getSuppressed().length);
    }

    private static final Handler BROKEN = (w, r) -> {
        throw new IllegalStateException("no database");
    };

    @WeirTest
    static class NothingMarked {
        @Test
        void test(TestClient client) {}
    }

    @WeirTest
    static class TwoMarked {
        @Serve
        Handler one = BROKEN;

        @Serve
        Handler two() {
            return BROKEN;
        }

        @Test
        void test(TestClient client) {}
    }

    @WeirTest
    static class NoHandler {
        @Serve
        String text = "text";

        @Test
        void test(TestServer server) {}
    }

    @WeirTest
    static class NullMarked {
        @Serve
        Handler handler;

        @Test
        void test(TestServer server) {}
    }

    @WeirTest
    static class BeforeAllOfThem {
        @Serve
        static Handler handler = BROKEN;

        @BeforeAll
        static void before(TestClient client) {}

        @Test
        void test() {}
    }

    @WeirTest
    static class Failing {
        @Serve
        Handler handler = BROKEN;

        @Test
        void test(TestClient client) {
            client.get("/").send();
            fail("wrong");
        }
    }

    @WeirTest
    static class FailingAssertion {
        @Serve
        Handler handler = BROKEN;

        @Test
        void test(TestClient client) {
            client.get("/").send().assertStatus(200);
        }
    }
}
