package dev.weir.handlers;

import java.nio.file.Path;
import java.time.Duration;

/** Conditions and ranges of a file that stays open. */
class OpenConditionsTest extends ConditionsTest {
    @Override
    FileServer.Builder builder(Path folder) {
        return super.builder(folder).openFiles(10, Duration.ofDays(1));
    }
}
