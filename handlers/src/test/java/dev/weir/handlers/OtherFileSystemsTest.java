package dev.weir.handlers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of an archive and of the runtime image, whose file systems can do less than the system's own. */
class OtherFileSystemsTest {
    @TempDir
    Path folder;

    private FileSystem archive;

    @BeforeEach
    void pack() throws IOException {
        archive = FileSystems.newFileSystem(folder.resolve("site.zip"), Map.of("create", "true"));
        put("/site/a.txt", "0123456789");
        put("/site/page", "<html><body>");
        put("/site/sub/index.html", "sub index");
        put("/site/sub/\u00e9.css", "css");
        put("/site/.env", "secret");
        put("/secret.txt", "secret");
    }

    private void put(String name, String content) throws IOException {
        Path file = archive.getPath(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @AfterEach
    void close() throws IOException {
        archive.close();
    }

    private static ResponseRecorder serve(FileServer server, String target, String... fields) {
        RequestBuilder builder = MemoryRequest.builder().target(target);
        for (int i = 0; i < fields.length; i += 2) {
            builder.header(fields[i], fields[i + 1]);
        }
        return ResponseRecorder.serve(server, builder.build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a.txt             | 200 | text/plain; charset=utf-8 | 0123456789",
                "/page              | 200 | text/html; charset=utf-8  | <html><body>",
                "/sub/              | 200 | text/html; charset=utf-8  | sub index",
                "/sub/%C3%A9.css    | 200 | text/css; charset=utf-8   | css",
                "/sub               | 307 |                           | ''",
                "/nothing           | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
                "/.env              | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
                "/../secret.txt     | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
                "/%2e%2e/secret.txt | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
                "/a.txt/            | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
                "/a.txt/x           | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
                "/a%00              | 404 | text/plain; charset=utf-8 | 'Not Found\n'",
            })
    void archive(String target, int status, String type, String content) {
        ResponseRecorder w = serve(FileServer.of(archive.getPath("/site")), target);
        assertEquals(status, w.status(), w.contentText());
        assertEquals(type, w.headers().get("Content-Type"));
        assertEquals(content.replace("\\n", "\n"), w.contentText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/site", "site", "/site/"})
    void archiveByAnyPath(String root) {
        assertEquals(
                "0123456789",
                serve(FileServer.of(archive.getPath(root)), "/a.txt").contentText());
    }

    @Test
    void partsOfAnArchivesFile() {
        ResponseRecorder w = serve(FileServer.of(archive.getPath("/site")), "/a.txt", "Range", "bytes=3-5");
        assertEquals(206, w.status());
        assertEquals("345", w.contentText());
        assertEquals("bytes 3-5/10", w.headers().get("Content-Range"));
        assertEquals(
                "<bod",
                serve(FileServer.of(archive.getPath("/site")), "/page", "Range", "bytes=6-9")
                        .contentText());
    }

    @Test
    void listOfAnArchive() throws IOException {
        FileServer server = FileServer.builder(archive.getPath("/site"))
                .listing(true)
                .index("none")
                .build();
        String list = serve(server, "/").contentText();
        assertTrue(list.contains("\"./a.txt\"") && list.contains("\"./sub/\"") && !list.contains(".env"), list);
        assertTrue(serve(server, "/sub/").contentText().contains("\"./%C3%A9.css\""));
    }

    private static Path image(String path) {
        return FileSystems.getFileSystem(URI.create("jrt:/")).getPath(path);
    }

    private static byte[] bytesOfObject() throws IOException {
        try (InputStream in = Object.class.getResourceAsStream("Object.class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void runtimeImage() throws IOException {
        FileServer server = FileServer.of(image("/modules/java.base"));
        byte[] content = bytesOfObject();
        ResponseRecorder whole = serve(server, "/java/lang/Object.class");
        assertEquals(200, whole.status(), whole.contentText());
        assertArrayEquals(content, whole.contentBytes());
        assertEquals(Integer.toString(content.length), whole.headers().get("Content-Length"));
        assertNotNull(whole.headers().get("Content-Type"), "by the first bytes, after which it is read again");
        ResponseRecorder part = serve(server, "/java/lang/Object.class", "Range", "bytes=4-9");
        assertEquals(206, part.status());
        assertArrayEquals(Arrays.copyOfRange(content, 4, 10), part.contentBytes());
        assertEquals(404, serve(server, "/java/lang/").status());
        assertEquals(404, serve(server, "/java/lang/Nothing.class").status());
        assertEquals(404, serve(server, "/../java.logging/module-info.class").status());
    }

    @Test
    void linksOfARuntimeImage() throws IOException {
        FileServer server = FileServer.of(image("/"));
        assertArrayEquals(
                bytesOfObject(),
                serve(server, "/packages/java.lang/java.base/java/lang/Object.class")
                        .contentBytes());
        FileServer inside = FileServer.of(image("/packages"));
        assertEquals(
                404,
                serve(inside, "/java.lang/java.base/java/lang/Object.class").status(),
                "the link leads out");
    }

    @Test
    void channelThatGoesForwardOnlyIsReadAnywhere() throws IOException {
        Path file = image("/modules/java.base/java/lang/Object.class");
        byte[] content = bytesOfObject();
        try (SeekableByteChannel channel = new ReopeningChannel(file, Files.newByteChannel(file))) {
            for (int position : new int[] {0, 7, 3, 500, 499, 500, content.length - 1, 0}) {
                ByteBuffer one = ByteBuffer.allocate(1);
                assertEquals(1, channel.position(position).read(one), "at " + position);
                assertEquals(content[position], one.get(0), "at " + position);
                assertEquals(position + 1, channel.position());
            }
            assertEquals(-1, channel.position(content.length).read(ByteBuffer.allocate(1)));
            assertEquals(-1, channel.position(Long.MAX_VALUE).read(ByteBuffer.allocate(1)));
            assertEquals(content.length, channel.size());
        }
    }
}
