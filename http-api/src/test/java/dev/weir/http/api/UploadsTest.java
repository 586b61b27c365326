package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms with files that are read to disk. */
class UploadsTest {
    private static final Uploads.Limits LIMITS = new Uploads.Limits(2, 10, 10_000, 2, 20);

    @TempDir
    Path directory;

    private static String field(String name, String value) {
        return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, String fileName, String value) {
        return "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + value + "\r\n";
    }

    private static Request request(InputStream content, long length) {
        return TestRequest.builder()
                .method("POST")
                .header("Content-Type", "multipart/form-data; boundary=B")
                .content(content, length)
                .build();
    }

    private static Request request(String... parts) {
        byte[] content = (String.join("", parts) + "--B--\r\n").getBytes(StandardCharsets.UTF_8);
        return request(new ByteArrayInputStream(content), -1);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }

    @Test
    void fieldsAreAFormAndFilesAreOnDiskUntilItIsClosed() throws IOException {
        Request r = request(
                field("title", "caf\u00e9"),
                file("photo", "me.txt", "0123456789"),
                field("n", "7"),
                file("photo", "", ""),
                file("empty", "e.txt", ""));
        Path path;
        try (Uploads uploads = Uploads.read(r, LIMITS, directory)) {
            assertEquals("title=caf%C3%A9&n=7", uploads.form().toString());
            assertEquals(7, uploads.form().requiredInt("n"));
            UploadedFile photo = uploads.required("photo");
            path = photo.path();
            assertEquals(Optional.of(photo), uploads.find("photo"));
            assertEquals("me.txt", photo.fileName());
            assertEquals(Optional.of(MediaType.of("text", "plain")), photo.contentType());
            assertEquals(10, photo.size());
            assertEquals("0123456789", Files.readString(path));
            try (InputStream in = photo.open()) {
                assertArrayEquals("0123456789".getBytes(StandardCharsets.US_ASCII), in.readAllBytes());
            }
            assertEquals(
                    List.of("photo", "empty"),
                    uploads.files().stream().map(UploadedFile::name).toList());
            assertEquals(0, uploads.required("empty").size());
            assertEquals(Optional.empty(), uploads.find("title"));
            HttpError missing = assertThrows(HttpError.class, () -> uploads.required("other"));
            assertEquals("400 the file other is missing", missing.status() + " " + missing.getMessage());
            assertEquals(1, left().size(), "one directory for each form");
        }
        assertFalse(Files.exists(path));
        assertEquals(List.of(), left());
    }

    @Test
    void whatWasMovedAwayStays() throws IOException {
        Path there = Files.writeString(directory.resolve("there"), "old");
        Path kept = directory.resolve("kept");
        Uploads uploads = Uploads.read(request(file("f", "f", "new"), file("g", "g", "x")), LIMITS, directory);
        UploadedFile file = uploads.required("f");
        assertThrows(FileAlreadyExistsException.class, () -> file.moveTo(there));
        file.moveTo(kept);
        assertThrows(NoSuchFileException.class, () -> file.moveTo(directory.resolve("again")));
        uploads.close();
        uploads.close();
        assertEquals("new", Files.readString(kept));
        assertEquals("old", Files.readString(there));
        assertEquals(2, left().size());
        assertThrows(NoSuchFileException.class, file::open);
    }

    @Test
    void othersCannotReadTheFiles() throws IOException {
        try (Uploads uploads = Uploads.read(request(file("f", "f", "x")), LIMITS, directory)) {
            Path parent = uploads.required("f").path().getParent();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "..\\\\..\\\\boot.ini",
                "/etc/passwd",
                "C:\\\\x",
                "..",
                ".",
                "a/../b",
                "nul\0",
                "x;y",
                "-rf",
                "~"
            })
    void aClientsNameIsNoPath(String name) throws IOException {
        try (Uploads uploads = Uploads.read(request(file(name, name.replace("\0", ""), "x")), LIMITS, directory)) {
            Path path = uploads.files().getFirst().path();
            assertEquals("0", path.getFileName().toString());
            assertEquals(directory, path.getParent().getParent());
            String shown = uploads.files().getFirst().fileName();
            assertFalse(shown.contains("/") || shown.contains("\\") || shown.equals(".."), shown);
        } catch (HttpError e) {
            assertEquals(400, e.status());
        }
        assertEquals(List.of(), left());
    }

    static Stream<Arguments> over() {
        return Stream.of(
                args(413, "a file of more than 10 bytes", file("f", "f", "0123456789a")),
                args(400, "more than 2 files", file("f", "f", "1"), file("f", "f", "2"), file("f", "f", "3")),
                args(400, "more than 2 files", file("f", "f", "1"), file("f", "f", "2"), file("f", "f", "")),
                args(400, "more than 2 files", file("f", "f", "1"), file("f", "f", "2"), file("f", "", "3")),
                args(400, "more than 2 fields", field("a", "1"), field("a", "2"), file("f", "f", "2"), field("a", "3")),
                args(
                        413,
                        "Content Too Large",
                        file("f", "f", "2"),
                        field("a", "0123456789"),
                        field("b", "0123456789a")),
                args(413, "Content Too Large", file("f", "f", "2"), field("a", "012345678901234567890")),
                args(400, "a part with a malformed field", file("f", "f", "2"), "--B\r\nx\r\n\r\n\r\n"),
                args(400, "a part that is not form-data", file("f", "f", "2"), "--B\r\n\r\n\r\n"));
    }

    private static Arguments args(int status, String message, String... parts) {
        return Arguments.of(status, message, parts);
    }

    @ParameterizedTest
    @MethodSource
    void over(int status, String message, String[] parts) throws IOException {
        HttpError e = assertThrows(HttpError.class, () -> Uploads.read(request(parts), LIMITS, directory));
        assertEquals(status + " " + message, e.status() + " " + e.getMessage());
        assertEquals(List.of(), left());
    }

    @Test
    void limitsAreWhatJustFits() throws IOException {
        try (Uploads uploads = Uploads.read(
                request(
                        file("f", "f", "0123456789"),
                        field("a", "01234567890123456789"),
                        file("f", "f", "0123456789"),
                        field("b", ""),
                        file("f", "", "")),
                LIMITS,
                directory)) {
            assertEquals(2, uploads.files().size());
            assertEquals(2, uploads.form().size());
        }
    }

    @Test
    void theTotalIsThatOfTheContent() throws IOException {
        byte[] content = (file("f", "f", "x") + "--B--\r\n").getBytes(StandardCharsets.US_ASCII);
        for (long declared : new long[] {-1, content.length}) {
            var small = new Uploads.Limits(1, 1, content.length - 3, 0, 0);
            ContentException e = assertThrows(
                    ContentException.class,
                    () -> Uploads.read(request(new ByteArrayInputStream(content), declared), small, directory));
            assertEquals(413, e.status());
            assertEquals(List.of(), left());
            var enough = new Uploads.Limits(1, 1, content.length, 0, 0);
            Uploads.read(request(new ByteArrayInputStream(content), declared), enough, directory)
                    .close();
        }
    }

    /** Wherever in its content a client goes away, nothing stays. */
    @Test
    void nothingStaysWhenTheClientGoes() throws IOException {
        byte[] content = (field("a", "1") + file("f", "f", "0123456789") + file("g", "g", "x") + "--B--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ContentException gone = new ContentException(ContentException.Reason.INCOMPLETE, "gone");
        for (int length = 0; length < content.length - 2; length++) {
            InputStream broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw gone;
                }
            };
            InputStream some = new SequenceInputStream(new ByteArrayInputStream(content, 0, length), broken);
            assertSame(
                    gone,
                    assertThrows(ContentException.class, () -> Uploads.read(request(some, -1), LIMITS, directory)));
            assertEquals(List.of(), left(), "after " + length);
            InputStream ended = new ByteArrayInputStream(content, 0, length);
            assertInstanceOf(
                    ContentException.class,
                    assertThrows(IOException.class, () -> Uploads.read(request(ended, -1), LIMITS, directory)));
            assertEquals(List.of(), left(), "after " + length);
        }
    }

    @Test
    void anotherTypeIsRefusedBeforeAnythingIsMade() throws IOException {
        Request form = TestRequest.builder()
                .header("Content-Type", "application/x-www-form-urlencoded")
                .content("a=b")
                .build();
        HttpError e = assertThrows(HttpError.class, () -> Uploads.read(form, LIMITS, directory));
        assertEquals(415, e.status());
        Request r = request(field("a", "b"));
        Uploads.read(r, LIMITS, directory).close();
        assertThrows(IllegalStateException.class, () -> Uploads.read(r, LIMITS, directory));
        assertEquals(List.of(), left());
    }

    @Test
    void limitsForFiles() {
        Uploads.Limits limits = Uploads.Limits.of(3, 1000);
        assertEquals(new Uploads.Limits(3, 1000, 3000 + (2 << 20), 1000, 1 << 20), limits);
        assertEquals(0, Uploads.Limits.of(0, Long.MAX_VALUE / 4).files());
        assertThrows(IllegalArgumentException.class, () -> Uploads.Limits.of(3, Long.MAX_VALUE / 3));
        assertThrows(IllegalArgumentException.class, () -> Uploads.Limits.of(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> Uploads.Limits.of(1, -1));
    }

    @ParameterizedTest
    @CsvSource({"0, 0123456789", "9, 0123456789", "10, 0123456789", "100, 0123456789", "0, ''"})
    void aPartIsSavedUpToALimit(long limit, String value) throws IOException {
        MultipartPart part = request(file("f", "f", value), file("g", "g", "next"))
                .multipart()
                .next()
                .orElseThrow();
        Path file = directory.resolve("file");
        if (value.length() > limit) {
            HttpError e = assertThrows(HttpError.class, () -> part.saveTo(file, limit));
            assertEquals(413, e.status());
            assertEquals(List.of(), left());
        } else {
            assertEquals(value.length(), part.saveTo(file, limit));
            assertEquals(value, Files.readString(file));
        }
    }

    @Test
    void aPartIsSavedToANewFileOnly() throws IOException {
        MultipartPart part = request(file("f", "f", "new")).multipart().next().orElseThrow();
        Path file = Files.writeString(directory.resolve("file"), "old");
        assertThrows(FileAlreadyExistsException.class, () -> part.saveTo(file, 10));
        assertThrows(NoSuchFileException.class, () -> part.saveTo(directory.resolve("none/file"), 10));
        assertThrows(IllegalArgumentException.class, () -> part.saveTo(directory.resolve("new"), -1));
        assertEquals("old", Files.readString(file));
        assertEquals(3, part.saveTo(directory.resolve("new"), 3), "the content is still there");
        assertTrue(Files.exists(directory.resolve("new")));
    }

    @Test
    void aLargeFile() throws IOException {
        String large = "0123456789abcdef".repeat(100_000);
        try (Uploads uploads =
                Uploads.read(request(file("f", "f", large)), Uploads.Limits.of(1, large.length()), directory)) {
            assertEquals(large, Files.readString(uploads.required("f").path()));
        }
        assertEquals(List.of(), left());
    }
}
