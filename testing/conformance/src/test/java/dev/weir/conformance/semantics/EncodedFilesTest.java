package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.handlers.FileServer;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.RequestEnd.Outcome;
import dev.weir.wire.testkit.Answer.Field;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files behind an encoding: the file server knows nothing of it, and ranges and conditions hold. */
class EncodedFilesTest {
    private static final byte[] CONTENT = "a line of text\n".repeat(20_000).getBytes();

    @TempDir
    private Path folder;

    private Handler app;

    @BeforeEach
    void write() throws Exception {
        Files.write(folder.resolve("a.txt"), CONTENT);
        Handler files = FileServer.of(folder);
        app = (w, r) -> {
            w.onCommit(c -> {
                if (c.status() == 206 || !r.headers().containsToken("Accept-Encoding", "gzip")) {
                    return;
                }
                if (c.status() != 304) {
                    c.headers().set("Content-Encoding", "gzip");
                }
                c.encode(out -> new GZIPOutputStream(out, true));
            });
            files.serve(w, r);
        };
    }

    private static Call get(ObservedServer s, String method, String... fields) throws Exception {
        List<Field> all = new ArrayList<>(List.of(new Field("Accept-Encoding", "gzip")));
        for (int i = 0; i < fields.length; i += 2) {
            all.add(new Field(fields[i], fields[i + 1]));
        }
        Call call = s.client.open(method, "/a.txt", all, 0);
        call.end(List.of());
        return call;
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsEncodedAndFoundAgain(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app)) {
            String etag;
            try (Call call = get(s, "GET")) {
                Reply reply = call.reply();
                etag = reply.field("ETag");
                byte[] sent = reply.readAll();
                assertEquals("200 gzip", reply.status() + " " + reply.field("Content-Encoding"));
                assertTrue(etag.startsWith("W/\""), etag);
                assertNull(reply.field("Accept-Ranges"));
                assertNull(reply.field("Content-Length"));
                assertArrayEquals(CONTENT, new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes());
                assertEquals("COMPLETE 200 " + sent.length, Ends.text(s.ends.next()));
            }
            try (Call call = get(s, "HEAD")) {
                Reply reply = call.reply();
                assertEquals(
                        "200 gzip " + etag,
                        reply.status() + " " + reply.field("Content-Encoding") + " " + reply.field("ETag"));
                assertNull(reply.field("Content-Length"));
                assertEquals("COMPLETE 200 0", Ends.text(s.ends.next()));
            }
            try (Call call = get(s, "GET", "If-None-Match", etag)) {
                Reply reply = call.reply();
                assertEquals("304 " + etag, reply.status() + " " + reply.field("ETag"));
                assertEquals("COMPLETE 304 0", Ends.text(s.ends.next()));
            }
            // A weak validator does not make two ranges of one content (RFC 9110 section 13.1.5).
            try (Call call = get(s, "GET", "Range", "bytes=0-9", "If-Range", etag)) {
                Reply reply = call.reply();
                reply.readAll();
                assertEquals("200 gzip", reply.status() + " " + reply.field("Content-Encoding"));
                s.ends.next();
            }
            try (Call call = get(s, "GET", "Range", "bytes=0-9")) {
                Reply reply = call.reply();
                assertEquals("a line of ", new String(reply.readAll()));
                assertEquals("206 null", reply.status() + " " + reply.field("Content-Encoding"));
                assertEquals("COMPLETE 206 10", Ends.text(s.ends.next()));
            }
        }
    }

    /** It goes out uncopied where it can, and is counted all the same. */
    @ParameterizedTest
    @EnumSource
    void aFileAsItIs(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, app);
                Call call = s.get("/a.txt")) {
            assertArrayEquals(CONTENT, call.reply().readAll());
            assertEquals("COMPLETE 200 300000", Ends.text(s.ends.next()));
        }
    }

    @Test
    void aDownloadThatBreaksOffIsCountedAsFarAsItCame() throws Exception {
        byte[] large = new byte[64 << 20];
        Files.write(folder.resolve("large"), large);
        try (ObservedServer s = new ObservedServer(Wiring.HTTP1, app);
                Call call = s.get("/large")) {
            Reply reply = call.reply();
            int got = 0;
            while (got < 16 << 20) {
                got += reply.read().length;
            }
            call.abandon();
            RequestEnd end = s.ends.next();
            assertEquals(Outcome.CLIENT_GONE, end.outcome(), () -> Ends.text(end));
            assertTrue(
                    end.contentBytes() >= got - (2 << 20) && end.contentBytes() < large.length, () -> Ends.text(end));
        }
    }
}
