package dev.weir.handlers;

import java.nio.file.Path;
import java.time.Duration;

/** All that holds of files that are looked for at each request, of such as stay open for no time to speak of. */
class ShortlyOpenFilesTest extends FileServerTest {
    @Override
    FileServer.Builder builder(Path folder) {
        return super.builder(folder).openFiles(3, Duration.ofNanos(1));
    }
}
