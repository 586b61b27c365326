package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.http.api.Handler;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.UploadedFile;
import dev.weir.http.api.Uploads;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forms with files, over every protocol: what is answered, and that nothing of them stays on disk. */
class UploadsOverTheWireTest {
    private static final int SIZE = 300_000;
    private static final List<Field> FIELDS = List.of(new Field("content-type", "multipart/form-data; boundary=B"));

    @TempDir
    Path directory;

    private final Handler handler = (w, r) -> {
        try (Uploads uploads = Uploads.read(r, Uploads.Limits.of(2, SIZE), directory)) {
            w.write(uploads.form().required("title"));
            for (UploadedFile file : uploads.files()) {
                w.write(" " + file.fileName() + " " + Files.size(file.path()));
            }
        }
    };

    private static byte[] form(int size) {
        return ("--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nmine\r\n"
                        + "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a.bin\"\r\n\r\n"
                        + "x".repeat(size) + "\r\n--B--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private long left() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(UploadsOverTheWireTest::size)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            // One has gone in the meantime.
            return -1;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            assertEquals(List.of(), all.toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWholeForm(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, handler);
                Call call = s.client.open("POST", "/", FIELDS, Client.STREAMED)) {
            call.write(form(SIZE));
            call.end(List.of());
            Reply reply = call.reply();
            assertEquals("mine a.bin " + SIZE, new String(reply.readAll(), StandardCharsets.US_ASCII));
            assertEquals(RequestEnd.Outcome.COMPLETE, s.ends.next().outcome());
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void aFileOverItsLimit(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, handler);
                Call call = s.client.open("POST", "/", FIELDS, Client.STREAMED)) {
            call.write(form(SIZE + 1));
            call.end(List.of());
            assertEquals(413, call.reply().status());
            assertEquals(413, s.ends.next().status());
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesInTheMiddleOfAFile(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, handler)) {
            byte[] content = form(SIZE);
            try (Call call = s.client.open("POST", "/", FIELDS, Client.STREAMED)) {
                call.write(Arrays.copyOf(content, SIZE / 2));
                Servers.await(() -> left() > 50_000, () -> "the file is written as it comes");
                call.breakOff();
            }
            RequestEnd end = s.ends.next();
            // Where a read has met the loss first, the answer to that may have gone out as if somebody were there.
            boolean answered = end.outcome() == RequestEnd.Outcome.COMPLETE && end.status() == 400;
            assertTrue(answered || end.outcome() == RequestEnd.Outcome.CLIENT_GONE, end::toString);
        }
        assertNothingLeft();
    }
}
