package dev.weir.handlers;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Optional;
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
        List<String> names = FilePath.parse("/" + folder, false)
                .filter(path -> !path.names().isEmpty())
                .map(FilePath::names)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a folder such as web/site, as the whole would hold the classes: " + folder));
        try {
            URI location = location(anchor);
            Path found = location == null ? null : below(location, names);
            if (found == null) {
                // Build tools may have resources in another place than classes.
                URL url = anchor.getResource("/" + String.join("/", names));
                found = url == null ? null : folderOf(url, names);
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
            Optional<URI> location = layer.configuration()
                    .findModule(module.getName())
                    .flatMap(resolved -> resolved.reference().location());
            if (location.isPresent()) {
                return location.get();
            }
        }
        CodeSource source = anchor.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? null
                : source.getLocation().toURI();
    }

    private static @Nullable Path folderOf(URL url, List<String> names) throws IOException, URISyntaxException {
        return url.openConnection() instanceof JarURLConnection jar
                ? below(jar.getJarFileURL().toURI(), names)
                : existing(url.toURI());
    }

    private static @Nullable Path existing(URI uri) {
        try {
            Path path = Path.of(uri);
            return Files.isDirectory(path) ? path : null;
        } catch (FileSystemNotFoundException | IllegalArgumentException _) {
            return null; // a loader of its own kind
        }
    }

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
            throw new UncheckedIOException(new IOException(
                    "files in the jar " + jar.getFileName() + " need the module jdk.zipfs: --add-modules jdk.zipfs",
                    e));
        }
    }
}
