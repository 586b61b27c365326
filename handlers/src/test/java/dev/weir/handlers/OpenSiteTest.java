package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.nio.file.Path;
import java.time.Duration;

/** What a site wants, of files that stay open: the second answer is the first once more. */
class OpenSiteTest extends SiteTest {
    @Override
    FileServer.Builder builder(Path folder) {
        return super.builder(folder).openFiles(10, Duration.ofDays(1));
    }

    @Override
    ResponseRecorder ask(FileServer server, RequestBuilder request) {
        ResponseRecorder first = super.ask(server, request);
        ResponseRecorder second = super.ask(server, request);
        assertEquals(first.status(), second.status());
        if (first.status() != 206) {
            // Where there are several parts, what is between them is random.
            assertEquals(first.headers().toString(), second.headers().toString());
            assertEquals(first.contentText(), second.contentText());
        }
        return second;
    }
}
