package dev.weir.samples.files;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * Tells when something below a folder has changed. An editor that saves, or a build that writes many files, causes a number
 * of events at once: they are one change. What begins with a dot, or ends with a tilde, is of no interest.
 *
 * <p><b>Threads.</b> One of its own waits for events and calls the listener; {@link #close} ends it.
 */
final class FolderWatch implements AutoCloseable {
    /** A change is over when nothing was written for so long, */
    private static final long QUIET_MILLIS = 50;
    /** or after so long. */
    private static final long LONGEST_MILLIS = 1000;

    private final Path root;
    private final WatchService events;
    private final Runnable listener;

    private FolderWatch(Path root, WatchService events, Runnable listener) {
        this.root = root;
        this.events = events;
        this.listener = listener;
    }

    /**
     * Begins to watch.
     *
     * @param root the folder
     * @param listener is called after each change
     * @throws IOException where the system cannot watch it, or so many folders
     */
    static FolderWatch start(Path root, Runnable listener) throws IOException {
        FolderWatch watch = new FolderWatch(root, root.getFileSystem().newWatchService(), listener);
        try {
            watch.register(root);
        } catch (IOException e) {
            watch.close();
            throw e;
        }
        Thread.ofVirtual().name("weir-watch").start(watch::run);
        return watch;
    }

    private void register(Path top) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(root) && isIgnored(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folder.register(
                        events,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // It has gone meanwhile, or is not for us to read.
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isIgnored(Path path) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString();
        return name.startsWith(".") || name.endsWith("~");
    }

    private void run() {
        try {
            while (true) {
                boolean changed = look(events.take());
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
                while (System.nanoTime() < end) {
                    WatchKey next = events.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                    if (next == null) {
                        break;
                    }
                    changed |= look(next);
                }
                if (changed) {
                    listener.run();
                }
            }
        } catch (ClosedWatchServiceException _) {
            // That is its end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether one of a folder's events is of interest. */
    private boolean look(WatchKey key) {
        boolean changed = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (!(event.context() instanceof Path name)) {
                // Events were lost.
                changed = true;
            } else if (!isIgnored(name)) {
                changed = true;
                follow(((Path) key.watchable()).resolve(name));
            }
        }
        key.reset();
        return changed;
    }

    /** A folder that is new is watched too. */
    private void follow(Path path) {
        if (Files.isDirectory(path)) {
            try {
                register(path);
            } catch (IOException e) {
                System.err.println("weir: changes below " + path + " are not seen: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            System.err.println("weir: " + root + " is still watched: " + e.getMessage());
        }
    }
}
