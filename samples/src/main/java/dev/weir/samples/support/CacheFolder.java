package dev.weir.samples.support;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The folder of the user's cache where the programs keep what they have made; nobody else can look into it. */
public final class CacheFolder {
    private CacheFolder() {}

    /**
     * Returns the folder, made when it is not there.
     *
     * @param environment the variables of the environment
     * @param home the user's home folder
     * @return an absolute path
     */
    public static Path open(Map<String, String> environment, String home) throws IOException {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The XDG base directory specification wants a relative path to be taken for none.
        Path base = Path.of(cache).isAbsolute()
                ? Path.of(cache)
                : Path.of(home, ".cache").toAbsolutePath();
        Path folder = Files.createDirectories(base.resolve("weir"));
        restrict(folder, "rwx------");
        return folder;
    }

    /** Takes away from others what they may do with a file, where the file system knows of it. */
    public static void restrict(Path path, String permissions) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Puts a finished file in its place at once, so that another process sees the old one or the new one. */
    public static void put(Path finished, Path place) throws IOException {
        Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
