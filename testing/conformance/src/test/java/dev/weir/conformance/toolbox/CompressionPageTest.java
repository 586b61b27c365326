package dev.weir.conformance.toolbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weir.conformance.tools.CompiledSource;
import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.mux.ServeMux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/toolbox/compression.md}: its pieces of Java are run as they stand there. */
class CompressionPageTest {
    private static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs", "toolbox", "compression.md");

    @TempDir
    private Path folder;

    /** Runs the piece that declares a name, and returns what that stands for. */
    private Object value(String name, ServeMux mux) throws Exception {
        List<String> found = Arrays.stream(Files.readString(PAGE).split("(?m)^```"))
                .filter(part -> part.startsWith("java\n") && part.contains(" " + name + " = "))
                .toList();
        assertEquals(1, found.size(), () -> "pieces with " + name);
        String source = "import module dev.weir;\nimport module dev.weir.middleware;\n"
                + "import dev.weir.compress.brotli.BrotliCoding;\nimport dev.weir.compress.zstd.ZstdCoding;\n"
                + "static Object of(ServeMux mux) {\n" + found.getFirst().substring(5) + "return " + name
                + ";\n}\nvoid main() {}\n";
        return CompiledSource.of(folder, "Piece", source).call("of", mux);
    }

    private static ResponseRecorder get(Handler handler, String accepts) {
        return ResponseRecorder.serve(
                handler,
                MemoryRequest.builder().target("/").header("Accept-Encoding", accepts).build());
    }

    private static String coding(Object middleware, String type, int length, String accepts) {
        Handler handler = (w, _) -> w.header("Content-Type", type).write("x".repeat(length));
        return get(((Middleware) middleware).wrap(handler), accepts).headers().get("Content-Encoding");
    }

    @Test
    void answersAreCodedAndTagged() throws Exception {
        ServeMux mux = new ServeMux();
        mux.handle("/", (w, _) -> w.write("text ".repeat(400)));
        ResponseRecorder answer = get((Handler) value("app", mux), "gzip, br, zstd");
        assertEquals("zstd", answer.headers().get("Content-Encoding"));
        assertEquals("-zstd\"", answer.headers().get("ETag").substring(25));
    }

    @Test
    void settings() throws Exception {
        Object compression = value("compression", new ServeMux());
        assertEquals("gzip", coding(compression, "application/vnd.example", 4096, "gzip"));
        assertNull(coding(compression, "text/plain", 4095, "gzip"));
    }

    @Test
    void levels() throws Exception {
        Object smaller = value("smaller", new ServeMux());
        assertEquals("br", coding(smaller, "text/plain", 2000, "gzip, br"));
    }

    @Test
    void requestsAreDecoded() throws Exception {
        Handler reader = (w, r) -> w.write(r.content().readAllBytes());
        ResponseRecorder answer = ResponseRecorder.serve(
                ((Middleware) value("decompression", new ServeMux())).wrap(reader),
                MemoryRequest.builder()
                        .method("POST")
                        .target("/")
                        .header("Content-Encoding", "zstd")
                        .content(zstd("text"))
                        .build());
        assertEquals("text", answer.contentText());
    }

    private static byte[] zstd(String text) throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        try (var encoder = new dev.weir.compress.zstd.ZstdCoding().encoder(out, -1)) {
            encoder.write(text.getBytes());
        }
        return out.toByteArray();
    }
}
