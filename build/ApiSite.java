import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes one site of the API of all modules, without a warning: {@code java build/ApiSite.java LIB OUT}, in the root of
 * the tree, where LIB holds the jars that the modules need (such as {@code samples/target/lib}).
 */
public final class ApiSite {
    /** The folders of what programs are made of; each holds one module. */
    private static final List<String> FOLDERS = List.of(
            "http-api",
            "hpack",
            "tls-spi",
            "tls-testkit",
            "tls-bouncycastle",
            "tls-openssl",
            "http-core",
            "http-testkit",
            "http-testkit-junit",
            "http1",
            "http2",
            "mux",
            "handlers",
            "settings",
            "observe",
            "observe-micrometer",
            "observe-opentelemetry",
            "observe-jfr",
            "websocket",
            "compress-brotli",
            "compress-zstd",
            "sessions-jdbc",
            "systemd",
            "sessions",
            "json-jackson",
            "json",
            "middleware",
            "aggregator");

    private ApiSite() {}

    /**
     * Makes the site.
     *
     * @param args the folder of jars, and the folder for the site
     * @throws Exception when a folder is not what it should be
     */
    public static void main(String[] args) throws Exception {
        Map<String, Path> modules = new TreeMap<>();
        List<String> notExported = new ArrayList<>();
        for (String folder : FOLDERS) {
            Path sources = Path.of(folder, "src", "main", "java");
            String descriptor = Files.readString(sources.resolve("module-info.java"));
            int name = descriptor.indexOf("\nmodule ") + 8;
            modules.put(descriptor.substring(name, descriptor.indexOf(' ', name)), sources);
            notExported.addAll(notExported(sources, descriptor));
        }
        List<String> options = new ArrayList<>(List.of(
                "--module-path",
                args[0],
                "-d",
                args[1],
                "--module",
                String.join(",", modules.keySet()),
                "--release",
                "25",
                "-Xdoclint:all",
                "-Xdoclint/package:-" + String.join(",-", notExported),
                "-Werror",
                "-quiet",
                "-notimestamp",
                "--show-module-contents",
                "api",
                "--show-packages",
                "exported",
                "-windowtitle",
                "Weir",
                "-doctitle",
                "Weir: the API of all modules"));
        modules.forEach((name, sources) -> options.addAll(List.of("--module-source-path", name + "=" + sources)));
        int code = ToolProvider.findFirst("javadoc")
                .orElseThrow()
                .run(System.out, System.err, options.toArray(String[]::new));
        System.exit(code);
    }

    /** The packages that not everyone sees: their comments are not held to the rules of doclint. */
    private static List<String> notExported(Path sources, String descriptor) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file.getParent()).toString().replace(File.separatorChar, '.'))
                    .distinct()
                    .filter(name -> !name.isEmpty() && !descriptor.contains("exports " + name + ";"))
                    .toList();
        }
    }
}
