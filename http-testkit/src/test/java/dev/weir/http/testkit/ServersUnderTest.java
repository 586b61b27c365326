package dev.weir.http.testkit;

import dev.weir.http.api.Handler;
import java.util.function.Function;

/** Both kinds of server, for tests that hold for each. */
enum ServersUnderTest {
    SOCKETS(TestServer::start),
    MEMORY(TestServer::inMemory);

    private final Function<Handler, TestServer> starter;

    ServersUnderTest(Function<Handler, TestServer> starter) {
        this.starter = starter;
    }

    TestServer start(Handler handler) {
        return starter.apply(handler);
    }
}
