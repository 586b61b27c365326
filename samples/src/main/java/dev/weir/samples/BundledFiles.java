package dev.weir.samples;

import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;

/** What the program brings along to serve, wherever it runs from: a folder of classes, a jar, or an image. */
final class BundledFiles {
    private BundledFiles() {}

    /** The small folder behind {@code /files/} when no {@code --dir} is given. */
    static Handler files() {
        return FileServer.ofResource(BundledFiles.class, "files");
    }

    /**
     * A site of one page, whose script shows what its address names; files that never change have the hash of their content
     * in their names, and lie there compressed as well.
     */
    static Handler site() {
        return FileServer.builderOfResource(BundledFiles.class, "site")
                .precompressed(true)
                .immutableHashedNames()
                .cacheControl("no-cache")
                .fallback("index.html")
                .build();
    }
}
