package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that comes with the program, in each way that programs are put together. */
class ResourceTest {
    private static final String ANCHOR = "dev.weir.handlers.anchor.Anchor";
    private static final String CLASS = "dev/weir/handlers/anchor/Anchor.class";

    @TempDir
    Path work;

    /** How the program comes. */
    enum Form {
        DIRECTORY,
        JAR,
        JAR_WITHOUT_DIRECTORIES,
        TWO_DIRECTORIES
    }

    private static byte[] bytes(String resource) throws IOException {
        try (InputStream in = ResourceTest.class.getResourceAsStream("/" + resource)) {
            return in.readAllBytes();
        }
    }

    private static void put(Path root, String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private Path jar(String name, boolean directories, String content) throws IOException {
        Path jar = work.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            if (directories) {
                add(entries, "site/", new byte[0]);
            }
            add(entries, CLASS, bytes(CLASS));
            add(entries, "site/index.html", content.getBytes(StandardCharsets.UTF_8));
            add(entries, "site/app.js", "0123456789".repeat(100).getBytes(StandardCharsets.UTF_8));
            add(entries, "site/app.js.gz", "GZ".getBytes(StandardCharsets.UTF_8));
            add(entries, "secret.txt", "secret".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** With one time for all, as builds that can be repeated have it. */
    private static void add(JarOutputStream entries, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 2, 1, 0, 0));
        entries.putNextEntry(entry);
        entries.write(content);
        entries.closeEntry();
    }

    private List<Path> program(Form form) throws IOException {
        Path classes = work.resolve("classes");
        switch (form) {
            case JAR, JAR_WITHOUT_DIRECTORIES -> {
                return List.of(jar("program.jar", form == Form.JAR, "index"));
            }
            case DIRECTORY, TWO_DIRECTORIES -> {
                Path resources = form == Form.DIRECTORY ? classes : work.resolve("resources");
                put(classes, CLASS, bytes(CLASS));
                put(resources, "site/index.html", "index".getBytes(StandardCharsets.UTF_8));
                put(resources, "site/app.js", "0123456789".repeat(100).getBytes(StandardCharsets.UTF_8));
                put(resources, "site/app.js.gz", "GZ".getBytes(StandardCharsets.UTF_8));
                put(resources, "secret.txt", "secret".getBytes(StandardCharsets.UTF_8));
                return List.of(classes, resources);
            }
        }
        throw new AssertionError(form);
    }

    private static URLClassLoader loader(List<Path> path) throws IOException {
        URL[] urls = new URL[path.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = path.get(i).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(name)) {
                    // The loader above knows the packages of this test's module too.
                    return name.equals(ANCHOR) && findLoadedClass(name) == null
                            ? findClass(name)
                            : super.loadClass(name, resolve);
                }
            }
        };
    }

    private static ResponseRecorder serve(FileServer server, String target, String... fields) {
        RequestBuilder request = MemoryRequest.builder().target(target);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(server, request.build());
    }

    private static Class<?> anchor(ClassLoader loader) throws ClassNotFoundException {
        return loader.loadClass(ANCHOR);
    }

    @ParameterizedTest
    @EnumSource
    void ofAClassPath(Form form) throws Exception {
        try (URLClassLoader loader = loader(program(form))) {
            check(FileServer.builderOfResource(anchor(loader), "site")
                    .precompressed(true)
                    .build());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JAR", "JAR_WITHOUT_DIRECTORIES"})
    void ofAModulePath(Form form) throws Exception {
        Path path = program(form).getFirst();
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(path), ModuleFinder.of(), Set.of("program"));
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Class<?> anchor = anchor(layer.findLoader("program"));
        assertTrue(anchor.getModule().isNamed());
        check(FileServer.builderOfResource(anchor, "site").precompressed(true).build());
    }

    private static void check(FileServer server) {
        assertEquals("index", serve(server, "/").contentText());
        assertEquals("text/html; charset=utf-8", serve(server, "/").headers().get("Content-Type"));
        assertEquals("3456", serve(server, "/app.js", "Range", "bytes=3-6").contentText());
        assertTrue(serve(server, "/app.js", "Range", "bytes=3-6,8-8")
                .contentText()
                .contains("bytes 8-8/1000\r\n\r\n8\r\n"));
        assertEquals("GZ", serve(server, "/app.js", "Accept-Encoding", "gzip").contentText());
        ResponseRecorder w = serve(server, "/app.js");
        assertEquals("1000", w.headers().get("Content-Length"));
        assertEquals(
                304,
                serve(server, "/app.js", "If-None-Match", w.headers().get("ETag"))
                        .status());
        assertEquals(
                304,
                serve(server, "/app.js", "If-Modified-Since", w.headers().get("Last-Modified"))
                        .status());
        for (String target : new String[] {"/../secret.txt", "/%2e%2e/secret.txt", "/nothing", "/app.js/x"}) {
            assertEquals(404, serve(server, target).status(), target);
        }
    }

    @Test
    void ofTheRuntimeImage() throws IOException {
        FileServer server = FileServer.ofResource(Object.class, "java/lang");
        try (InputStream in = Object.class.getResourceAsStream("Object.class")) {
            ResponseRecorder w = serve(server, "/Object.class");
            assertArrayEquals(in.readAllBytes(), w.contentBytes());
            assertEquals(
                    w.headers().get("ETag"),
                    serve(server, "/Object.class").headers().get("ETag"));
        }
        assertEquals(404, serve(server, "/../util/List.class").status());
    }

    @Test
    void tagsFollowTheContentWhereTimeAndSizeDoNot() throws Exception {
        String[] tags = new String[2];
        for (int i = 0; i < 2; i++) {
            try (URLClassLoader loader = loader(List.of(jar("v" + i + ".jar", true, "same size " + i)))) {
                FileServer server = FileServer.ofResource(anchor(loader), "site");
                tags[i] = serve(server, "/").headers().get("ETag");
                assertEquals(tags[i], serve(server, "/").headers().get("ETag"));
            }
        }
        assertNotEquals(tags[0], tags[1]);
        assertTrue(tags[0].startsWith("\""), "strong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "../x", "site/..", "nothing", "site/index.html", "site//x", ".git"})
    void foldersThatAreNone(String folder) throws Exception {
        try (URLClassLoader loader = loader(program(Form.JAR))) {
            Class<?> anchor = anchor(loader);
            var e = assertThrows(IllegalArgumentException.class, () -> FileServer.ofResource(anchor, folder));
            assertTrue(e.getMessage().contains(folder), e.getMessage());
        }
    }
}
