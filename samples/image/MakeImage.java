import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes runtime images of the sample programs: one with the JDK's TLS, one with Bouncy Castle's beside it. Each has a
 * launcher {@code bin/weir} that takes what {@code ./weir} takes, and a cache of what the JVM learns at the first start
 * (JEP 483, 514 and 515).
 *
 * <p>Run by {@code mvn -Pimage package} and {@code ./weir image}, with the JDK whose image it is to be:
 * {@code java MakeImage.java LIB JAR OUT}, where LIB holds the jars that the programs need and JAR is their own. It
 * prints what the images hold, how large they are, and how fast they start.
 */
public final class MakeImage {
    private static final String MAIN = "dev.weir.samples/dev.weir.samples.Main";
    /** Named one by one: binding all services would drag in what nobody asked for. */
    /** For the TLS provider on OpenSSL. */
    private static final String NATIVE_ACCESS = "--enable-native-access=dev.weir.tls.openssl";

    private static final List<String> MINIMAL =
            List.of("dev.weir.samples", "dev.weir.http1", "dev.weir.http2", "dev.weir.tls.openssl", "org.slf4j.simple");

    private static final String BOUNCY_CASTLE = "dev.weir.tls.bouncycastle";
    private static final int STARTS = 5;

    private static final String LAUNCHER = """
        #!/bin/sh
        # Starts Weir's sample programs: weir demo --port 8080; weir --help lists the rest.
        # Environment: WEIR_JAVA_OPTS holds more options for the JVM.
        self=$0
        while [ -L "$self" ]; do
            link=$(readlink "$self")
            case $link in
                /*) self=$link ;;
                *) self=$(dirname "$self")/$link ;;
            esac
        done
        bin=$(CDPATH='' cd "$(dirname "$self")" && pwd -P) || exit 2
        cache=$bin/../lib/weir.aot
        if [ -r "$cache" ]; then
            cache=-XX:AOTCache=$cache
        else
            cache=-Xshare:auto
        fi
        # Without a locale that the system has Java takes the names of files for ASCII and finds no others.
        case $(locale charmap 2>/dev/null):${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
            ANSI_X3.4-1968:* | :C | :POSIX)
                LC_ALL=C.UTF-8
                export LC_ALL
                ;;
        esac
        # Not in quotes, so that several options come apart.
        # shellcheck disable=SC2086
        exec "$bin/java" "$cache" %s ${WEIR_JAVA_OPTS:-} -m %s "$@"
        """.formatted(NATIVE_ACCESS, MAIN);

    private final Path lib;
    private final Path jar;
    private final PrintStream out = System.out;
    /** What is reported, for the chart. */
    private final StringBuilder kept = new StringBuilder("image\twhat\tname\tvalue\n");

    private MakeImage(Path lib, Path jar) {
        this.lib = lib;
        this.jar = jar;
    }

    /**
     * Makes both images.
     *
     * @param args the folder of jars, the programs' own jar, and the folder for the image; the one with Bouncy Castle has
     *     {@code -bouncycastle} added to its name
     * @throws Exception when anything fails; nothing is left half made under the names asked for
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: java MakeImage.java LIB JAR OUT");
            System.exit(2);
        }
        MakeImage maker = new MakeImage(Path.of(args[0]), Path.of(args[1]));
        Path image = Path.of(args[2]).toAbsolutePath();
        Path withBouncyCastle = image.resolveSibling(image.getFileName() + "-bouncycastle");
        Path base = image.resolveSibling(image.getFileName() + "-base");
        maker.link(base, List.of("java.base"));
        maker.make(image, MINIMAL);
        List<String> more = new ArrayList<>(MINIMAL);
        more.add(BOUNCY_CASTLE);
        maker.make(withBouncyCastle, more);
        maker.report(base, image, withBouncyCastle);
        delete(base);
    }

    private void make(Path image, List<String> modules) throws Exception {
        link(image, modules);
        Path launcher = Files.writeString(image.resolve("bin/weir"), LAUNCHER);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        train(image);
    }

    private void link(Path image, List<String> modules) throws IOException {
        if (Files.exists(image)) {
            if (!isMadeHere(image)) {
                throw new IOException(image + " is no image that was made here: move it away, or name another folder");
            }
            delete(image);
        }
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this Java has no jlink: use a JDK"));
        int code = jlink.run(
                System.out,
                System.err,
                "--module-path",
                lib + java.io.File.pathSeparator + jar,
                "--add-modules",
                String.join(",", modules),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-9",
                // For other JVMs that look into the image, and for making a CDS archive: here an AOT cache takes its
                // place.
                "--exclude-files",
                "**/jrt-fs.jar,**/classlist",
                // Bouncy Castle's jars are signed; an image keeps no signatures.
                "--ignore-signing-information",
                "--output",
                image.toString());
        if (code != 0) {
            throw new IOException("jlink has failed with code " + code);
        }
    }

    /** Whether a folder is one of the images above: nothing else is ever deleted. */
    private static boolean isMadeHere(Path folder) throws IOException {
        Path release = folder.resolve("release");
        return Files.isRegularFile(release)
                && (Files.exists(folder.resolve("bin/weir"))
                        || Files.readAllLines(release).contains("MODULES=\"java.base\""));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    // ---- the cache

    /** Runs the program once, with a little of everything that it does, and has the JVM keep what it has learnt. */
    private void train(Path image) throws Exception {
        Path cache = image.resolve("lib/weir.aot");
        try (Running program = new Running(image, List.of("-XX:AOTCacheOutput=" + cache), true)) {
            for (int i = 0; i < 50; i++) {
                program.ask(HttpClient.Version.HTTP_1_1, false);
                program.ask(HttpClient.Version.HTTP_2, true);
            }
        }
        if (!Files.isReadable(cache)) {
            out.println("this JVM makes no AOT cache; the image starts without one");
        }
    }

    // ---- what came of it

    private void report(Path base, Path... images) throws Exception {
        out.println("| image | modules | size | more than java.base alone | packed | AOT cache | start without | start"
                + " with |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Path image : images) {
            Path cache = image.resolve("lib/weir.aot");
            long cached = Files.exists(cache) ? Files.size(cache) : 0;
            long size = size(image) - cached;
            out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.1f MB | %.1f MB | %.1f MB | %.1f MB | %s | %s |%n",
                    image.getFileName(),
                    modules(image).size(),
                    mega(size),
                    mega(size - size(base)),
                    mega(packed(image)),
                    mega(cached),
                    start(image, "without the cache", List.of("-XX:AOTMode=off")),
                    start(image, "with the cache", List.of("-XX:AOTCache=" + cache)));
            keepSizes(image);
        }
        for (Path image : images) {
            out.println(image.getFileName() + ": " + String.join(", ", modules(image)));
        }
        Files.writeString(images[0].resolveSibling(images[0].getFileName() + ".tsv"), kept.toString());
    }

    /** A line for the chart. */
    private void keep(Path image, String what, String name, long value) {
        kept.append(image.getFileName())
                .append('\t')
                .append(what)
                .append('\t')
                .append(name)
                .append('\t');
        kept.append(value).append('\n');
    }

    /** What each module takes of an image, and what is not in one: the JVM, and the rest. */
    private void keepSizes(Path image) throws Exception {
        Path modules = image.resolve("lib/modules");
        Path cache = image.resolve("lib/weir.aot");
        Path jvm = image.resolve("lib/server/libjvm.so");
        long rest = size(image);
        for (Map.Entry<String, Long> module : moduleSizes(modules).entrySet()) {
            keep(image, "size", module.getKey(), module.getValue());
            rest -= module.getValue();
        }
        for (Path file : List.of(jvm, cache)) {
            if (Files.exists(file)) {
                keep(image, "size", file.getFileName().toString(), Files.size(file));
                rest -= Files.size(file);
            }
        }
        keep(image, "size", "other files", rest);
    }

    /** The bytes of each module in the file that holds all of them. */
    private static Map<String, Long> moduleSizes(Path modules) throws Exception {
        Path jimage = Path.of(System.getProperty("java.home"), "bin/jimage");
        Process list = new ProcessBuilder(jimage.toString(), "list", "--verbose", modules.toString()).start();
        Map<String, Long> sizes = new TreeMap<>();
        String module = "";
        for (String line : list.inputReader().lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("Module:")) {
                module = words[1];
            } else if (words.length == 4 && words[0].matches("[0-9]+")) {
                // Offset, size, compressed size, name; what is not compressed has 0 there.
                long compressed = Long.parseLong(words[2]);
                sizes.merge(module, compressed == 0 ? Long.parseLong(words[1]) : compressed, Long::sum);
            }
        }
        return sizes;
    }

    private static double mega(long bytes) {
        return bytes / 1e6;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(path -> path.toFile().length())
                    .sum();
        }
    }

    /** As tar.gz, without the cache, which can be made on the target as well. */
    private static long packed(Path image) throws Exception {
        Path file = Files.createTempFile("weir-image", ".tar.gz");
        try {
            Process tar = new ProcessBuilder(
                            "tar",
                            "-czf",
                            file.toString(),
                            "--exclude=weir.aot",
                            "-C",
                            image.getParent().toString(),
                            image.getFileName().toString())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException("tar has failed");
            }
            return Files.size(file);
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> modules(Path image) throws Exception {
        Process java = new ProcessBuilder(image.resolve("bin/java").toString(), "--list-modules").start();
        String said = new String(java.getInputStream().readAllBytes());
        java.waitFor();
        return said.lines()
                .map(line -> line.indexOf('@') < 0 ? line : line.substring(0, line.indexOf('@')))
                .map(String::strip)
                .toList();
    }

    /** The middle one of some starts: until the first answer, and the processor time that it took. */
    private String start(Path image, String name, List<String> options) throws Exception {
        List<long[]> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            long begin = System.nanoTime();
            try (Running program = new Running(image, options, false)) {
                starts.add(new long[] {(System.nanoTime() - begin) / 1_000_000, program.cpuMillis()});
            }
        }
        starts.sort(Comparator.comparingLong(s -> s[0]));
        long[] middle = starts.get(STARTS / 2);
        keep(image, "start", name, middle[0]);
        keep(image, "cpu", name, middle[1]);
        return middle[0] + " ms, " + middle[1] + " ms of CPU";
    }

    /** The program of an image, which has given its first answer. */
    private static final class Running implements AutoCloseable {
        private final Process process;
        private final List<String> urls = new ArrayList<>();
        private final HttpClient client;

        Running(Path image, List<String> options, boolean tls) throws Exception {
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
            client = HttpClient.newBuilder().sslContext(trusting).build();
            List<String> command =
                    new ArrayList<>(List.of(image.resolve("bin/java").toString()));
            command.addAll(options);
            // As the launcher has it: a cache is for the options with which it was made.
            command.add(NATIVE_ACCESS);
            command.addAll(List.of("-m", MAIN, "demo", "--host", "127.0.0.1", "--port", "0"));
            if (tls) {
                command.addAll(List.of("--tls-port", "0"));
            }
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var lines = process.inputReader();
            for (int i = 0; i < (tls ? 2 : 1); i++) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the program of " + image + " has ended with code " + process.waitFor());
                }
                urls.add(line);
            }
            ask(HttpClient.Version.HTTP_1_1, false);
        }

        void ask(HttpClient.Version version, boolean tls) throws Exception {
            URI uri = URI.create(urls.get(tls ? 1 : 0)).resolve("/plaintext");
            var response =
                    client.send(HttpRequest.newBuilder(uri).version(version).build(), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(uri + " is answered with " + response.statusCode());
            }
        }

        long cpuMillis() {
            return process.info().totalCpuDuration().map(Duration::toMillis).orElse(-1L);
        }

        @Override
        public void close() throws InterruptedException {
            client.close();
            process.destroy();
            process.waitFor();
        }
    }

    /** The development certificate is signed by nobody. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
