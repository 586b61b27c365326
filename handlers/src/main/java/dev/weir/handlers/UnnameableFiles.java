package dev.weir.handlers;

import java.nio.file.InvalidPathException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says once that this program cannot name some files: without a locale Java takes the names of files for ASCII, and finds
 * no others. Thread-safe.
 */
final class UnnameableFiles {
    private final AtomicBoolean said = new AtomicBoolean();

    /** A request has named a file in a way that the file system has no form for. */
    void found(InvalidPathException e) {
        boolean ascii = e.getInput().chars().allMatch(c -> c < 0x80);
        if (!ascii && said.compareAndSet(false, true)) {
            // Not the name itself: what a client has written does not belong into a log.
            System.getLogger(FileServer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "a file was asked for whose name is not ASCII, and Java cannot name it (sun.jnu.encoding"
                                    + " is "
                                    + System.getProperty("sun.jnu.encoding") + "): such files are not found (404)."
                                    + " Start Java in a locale of UTF-8, such as LC_ALL=C.UTF-8");
        }
    }
}
