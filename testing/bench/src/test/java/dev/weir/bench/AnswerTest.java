package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers whose content is compared once it is decoded: how they are read, and which are the agreed ones. */
class AnswerTest {
    private static final String NEXT = "HTTP/1.1 500 the next one";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        HTTP/1.1 200 OK~Content-Length: 5~~Hello                                      | 200 | Hello
        HTTP/1.1 200 OK~content-length:5~~Hello                                       | 200 | Hello
        HTTP/1.1 204 No Content~~                                                     | 204 | ''
        HTTP/1.1 404~Content-Length: 0~~                                              | 404 | ''
        HTTP/1.1 200 OK~Transfer-Encoding: chunked~~3~Hel~2;x=1~lo~0~~                | 200 | Hello
        HTTP/1.1 200 OK~Transfer-Encoding: chunked~~A~0123456789~0~Trailer: x~~       | 200 | 0123456789
        """)
    void endsWhereItsLengthOrItsChunksEnd(String text, int status, String content) throws IOException {
        ByteArrayInputStream in = in(text.replace("~", "\r\n") + NEXT);
        Answer answer = Answer.read(in);
        assertEquals(status, answer.status());
        assertEquals(content, new String(answer.content(), StandardCharsets.US_ASCII));
        assertEquals(NEXT, new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK~Content-Length: 5~~Hell", "HTTP/1.1 200 OK~Content-Le", "HTTP/2 200~~", "''"})
    void oneThatEndsTooEarlyIsNone(String text) {
        assertThrows(IOException.class, () -> Answer.read(in(text.replace("~", "\r\n"))));
    }

    @Test
    void valuesOfOneNameAreJoined() throws IOException {
        Answer answer = Answer.read(in("HTTP/1.1 200 OK\r\nVary: a\r\nvary: b\r\n\r\n"));
        assertEquals("a, b", answer.field("vary"));
        assertEquals("", answer.field("etag"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "fine", textBlock = """
        TEXT   | 200 | text/plain               | gzip | fine
        TEXT   | 200 | text/plain;charset=utf-8 | gzip | fine
        TEXT   | 200 | text/plain               | ''   | the content is not encoded
        TEXT   | 200 | text/html                | gzip | the content is not text/plain
        TEXT   | 500 | text/plain               | gzip | the status is not 200
        PROSE  | 200 | text/plain               | gzip | fine
        PROSE  | 200 | text/plain               | br   | fine
        ORDER  | 200 | application/json         | ''   | fine
        ORDER  | 200 | application/json         | gzip | the content is encoded
        ORDER  | 200 | text/plain               | ''   | the content is not application/json
        ORDERS | 200 | text/plain               | ''   | fine
        """)
    void theAgreedAnswerIsThatOfTheTarget(RequestTarget target, int status, String type, String coding, String problem)
            throws IOException {
        byte[] content = target.content().getBytes(StandardCharsets.US_ASCII);
        byte[] coded = switch (coding) {
            case "gzip" -> Coded.gzip(content);
            case "br" -> Coded.brotli();
            default -> content;
        };
        assertEquals(problem, AnswerCheck.problem(answer(status, type, coding, coded), target));
    }

    @Test
    void otherContentIsFound() throws IOException {
        byte[] other = Coded.gzip(RequestTarget.TEXT.content().substring(1).getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "the content is not the agreed one",
                AnswerCheck.problem(answer(200, "text/plain", "gzip", other), RequestTarget.TEXT));
        Answer brotli = answer(200, "text/plain", "br", other);
        assertThrows(IOException.class, () -> AnswerCheck.problem(brotli, RequestTarget.PROSE));
        Answer unknown = answer(200, "text/plain", "zstd", other);
        assertThrows(IOException.class, () -> AnswerCheck.problem(unknown, RequestTarget.PROSE));
    }

    @Test
    void theDocumentsHaveTheSizesThatTheWorkloadsAreNamedBy() throws IOException {
        assertEquals(16 << 10, Documents.text().length());
        assertEquals(1 << 10, Documents.order().length());
        byte[] text = Documents.text().getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(text, Coded.decode("gzip", Coded.gzip(text)));
        assertTrue(Coded.gzip(text).length < text.length / 2, "prose shrinks");
        assertTrue(Coded.brotli().length < Coded.gzip(text).length, "brotli is the smaller one");
    }

    @ParameterizedTest
    @CsvSource({
        "JAVALIN, H1_64, false",
        "JAVALIN, SIDECAR_H1, true",
        "HELIDON, SIDECAR_H1, false",
        "NGINX, FILE_4K_H1, true",
        "HELIDON, FILE_64K_H1, false",
        "NGINX, GZIP_16K, true",
        "NGINX, JSON_READ, false",
        "WEIR, JSON_READ, true",
        "WEIR_BC, JSON_READ, false",
        "GO, GZIP_16K, false"
    })
    void serversAreMeasuredWithWhatTheyHave(BenchServer server, Workload workload, boolean measured) {
        if (measured) {
            assertEquals("", server.refusal(workload));
        } else {
            assertNotEquals("", server.refusal(workload));
        }
    }

    private static Answer answer(int status, String type, String coding, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String head = "HTTP/1.1 " + status + " x\r\nContent-Type: " + type + "\r\nContent-Length: " + content.length
                + (coding.isEmpty() ? "" : "\r\nContent-Encoding: " + coding) + "\r\n\r\n";
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        return Answer.read(new ByteArrayInputStream(out.toByteArray()));
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
