package dev.weir.handlers;

import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a program's own files are: a folder, a jar, or the runtime image. */
final class ResourceRoot {
    private ResourceRoot() {}

    /**
     * Finds a folder that comes with a class.
     *
     * @throws IllegalArgumentException where the name is no path of a folder, or it is not there
     */
    static Path find(Class<?> anchor, String folder) {
        FilePath path = FilePath.parse("/" + folder, false).orElse(null);
        if (path == null || path.names().isEmpty()) {
            throw new IllegalArgumentException(
                    "a folder such as web/site, as the whole would hold the classes: " + folder);
        }
        List<String> names = path.names();
        try {
            URI location = location(anchor);
            Path found = location == null ? null : below(location, names);
            if (found == null) {
                // Build tools may have resources in another place than classes.
                URL url = anchor.getResource("/" + String.join("/", names));
                if (url != null) {
                    found = url.openConnection() instanceof JarURLConnection jar
                            ? below(jar.getJarFileURL().toURI(), names)
                            : below(url.toURI(), List.of());
                }
            }
            if (found == null) {
                throw new IllegalArgumentException("no folder " + folder + " beside " + anchor.getName() + " in "
                        + (location == null ? "a place that has no name" : location));
            }
            return found;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalArgumentException("the folder " + folder + " cannot be opened", e);
        }
    }

    /** Where the class comes from; null where its loader does not say. */
    private static @Nullable URI location(Class<?> anchor) throws URISyntaxException {
        Module module = anchor.getModule();
        ModuleLayer layer = module.getLayer();
        if (module.isNamed() && layer != null) {
            ResolvedModule found =
                    layer.configuration().findModule(module.getName()).orElse(null);
            URI location = found == null ? null : found.reference().location().orElse(null);
            if (location != null) {
                return location;
            }
        }
        CodeSource source = anchor.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : source.getLocation().toURI();
    }

    /** Returns the folder in a directory or jar; null where it is not there, or the place is of a loader's own kind. */
    private static @Nullable Path below(URI location, List<String> names) throws IOException {
        Path root;
        try {
            root = Path.of(location);
        } catch (FileSystemNotFoundException | IllegalArgumentException _) {
            return null;
        }
        if (Files.isRegularFile(root)) {
            root = archive(root);
        }
        for (String name : names) {
            root = root.resolve(name);
        }
        return Files.isDirectory(root) ? root : null;
    }

    /** Open for as long as the program runs, as its classes come from there too. */
    private static Path archive(Path jar) throws IOException {
        try {
            return FileSystems.newFileSystem(jar).getPath("/");
        } catch (ProviderNotFoundException e) {
            throw new IllegalArgumentException(
                    "files in the jar " + jar.getFileName() + " need the module jdk.zipfs: --add-modules jdk.zipfs", e);
        }
    }
}
