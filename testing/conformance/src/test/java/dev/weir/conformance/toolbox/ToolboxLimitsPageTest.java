package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.middleware.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/toolbox/limits.md}: what it says in numbers is so. */
class ToolboxLimitsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "toolbox", "limits.md");

    @Test
    void itsFieldsAreThoseOfItsLimit() throws IOException {
        var answer = ResponseRecorder.serve(
                RateLimit.builder(100, Duration.ofSeconds(1))
                        .burst(300)
                        .name("calls")
                        .build()
                        .wrap((_, _) -> {}),
                MemoryRequest.builder().build());
        String page = Files.readString(PAGE);
        for (String name : List.of("RateLimit-Policy", "RateLimit")) {
            String line = "`" + name + ": " + answer.headers().get(name) + "`";
            assertTrue(page.contains(line), line);
        }
    }
}
