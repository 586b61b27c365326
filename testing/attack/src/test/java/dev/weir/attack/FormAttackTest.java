package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.Form;
import dev.weir.http.api.MultipartPart;
import dev.weir.http.api.MultipartReader;
import dev.weir.mux.ServeMux;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forms and multipart content without end, with too much of everything, with keys that collide: 413 or 400. */
class FormAttackTest extends Http1Family {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String BOUNDARY = "a".repeat(70);
    private static final int LARGE = 20 << 20;

    private static final String ANSWERS = """
        a form of 20 MiB => 413; closed
        100,000 parameters (CVE-2011-4858) => 400; open
        parameters without names => 200; open
        parameters without values => 200; open
        a name of 10,000 levels => 200; open
        semicolons => 200; open
        escapes that are none => 200; open
        escapes that are cut off => 200; open
        10,000 names that collide (CVE-2011-4858) => 200; open
        a form without end => 413; open
        100,000 parts (CVE-2023-24998) => 413 the content is larger than 10485760 bytes; closed
        parts without end => 400; open
        a part of 20 MiB => 413 the content is larger than 10485760 bytes; closed
        no last boundary => 400 multipart content that ends before its last boundary; open
        no boundary at all => 413 the content is larger than 10485760 bytes; closed
        a part of 1,000 fields => 400; open
        a field without end => 400; closed
        a field without colon => 400; open
        10,000 parameters in Content-Disposition => 400; open
        beginnings of the boundary => 200; open
        boundaries with something after it => 400; open
        lines before the first boundary => 400; open
        white space after a boundary without end => 400; closed
        line ends of LF alone => 400; open
        a boundary of 5,000 characters (CVE-2014-0050) => 400; open
        an empty boundary => 400; open
        no boundary => 400; open
        a boundary with CR in quotes => 400; open
        parameters of the media type without end => 200; open
        no media type => 415; open
        """;

    static List<Case> cases() {
        return cases(
                List.of(
                        form("a form of 20 MiB", "a=" + "b".repeat(LARGE)),
                        form("100,000 parameters (CVE-2011-4858)", "a=b&".repeat(100_000)),
                        form("parameters without names", "&".repeat(100_000)),
                        form("parameters without values", "a&".repeat(9_999)),
                        form("a name of 10,000 levels", "a" + "[b]".repeat(10_000) + "=c"),
                        form("semicolons", "a=b;c=d"),
                        form("escapes that are none", "%".repeat(100_000)),
                        form("escapes that are cut off", "a=%4"),
                        form("10,000 names that collide (CVE-2011-4858)", colliding(10_000)),
                        chunks("a form without end", FORM, "a=b&".repeat(4096), 2048),
                        multipart(
                                "100,000 parts (CVE-2023-24998)", part("a", "b").repeat(100_000)),
                        multipart("parts without end", part("a", "b").repeat(1001)),
                        multipart("a part of 20 MiB", part("a", "b".repeat(LARGE)) + "--" + BOUNDARY + "--\r\n"),
                        multipart("no last boundary", part("a", "b")),
                        multipart("no boundary at all", "b".repeat(LARGE)),
                        multipart(
                                "a part of 1,000 fields", "--" + BOUNDARY + "\r\n" + "A: b\r\n".repeat(1000) + "\r\n"),
                        multipart("a field without end", "--" + BOUNDARY + "\r\nA: " + "b".repeat(1 << 20)),
                        multipart("a field without colon", "--" + BOUNDARY + "\r\nabc\r\n\r\n"),
                        multipart(
                                "10,000 parameters in Content-Disposition",
                                "--" + BOUNDARY + "\r\nContent-Disposition: form-data" + ";a=b".repeat(4000)
                                        + "\r\n\r\n"),
                        multipart(
                                "beginnings of the boundary",
                                part("a", ("\r\n--" + BOUNDARY.substring(1)).repeat(20_000)) + "--" + BOUNDARY
                                        + "--\r\n"),
                        multipart("boundaries with something after it", "--" + BOUNDARY + " x\r\n".repeat(20_000)),
                        multipart("lines before the first boundary", "x\r\n".repeat(20_000) + part("a", "b")),
                        multipart("white space after a boundary without end", "--" + BOUNDARY + " ".repeat(1 << 20)),
                        multipart("line ends of LF alone", part("a", "b").replace("\r\n", "\n")),
                        post(
                                "a boundary of 5,000 characters (CVE-2014-0050)",
                                "multipart/form-data; boundary=" + "a".repeat(5000),
                                "x"),
                        post("an empty boundary", "multipart/form-data; boundary=\"\"", "x"),
                        post("no boundary", "multipart/form-data", "x"),
                        post("a boundary with CR in quotes", "multipart/form-data; boundary=\"a\\\"b\"", "x"),
                        post("parameters of the media type without end", FORM + ";a=b".repeat(10_000), "a=b"),
                        post("no media type", "", "a=b")),
                ANSWERS);
    }

    private static Http1Attack form(String name, String content) {
        return post(name, FORM, content);
    }

    private static Http1Attack multipart(String name, String content) {
        return post(name, "multipart/form-data; boundary=" + BOUNDARY, content);
    }

    private static Http1Attack post(String name, String type, String content) {
        return new Http1Attack(
                name,
                (wire, _) -> wire.send(head(type) + "Content-Length: " + content.length() + "\r\n\r\n")
                        .send(content));
    }

    /** As many chunks as the server takes. */
    private static Http1Attack chunks(String name, String type, String chunk, int times) {
        return new Http1Attack(name, (wire, _) -> {
            wire.send(head(type) + "Transfer-Encoding: chunked\r\n\r\n");
            wire.send((Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n").repeat(times));
        });
    }

    private static String head(String type) {
        return "POST " + (type.startsWith("multipart") ? "/multipart" : "/form") + " HTTP/1.1\r\nHost: localhost\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n");
    }

    private static String part(String name, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=" + name + "\r\n\r\n" + content + "\r\n";
    }

    /** Names of the same hash: each character pair is one of two that hash alike. */
    private static String colliding(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> IntStream.range(0, 14)
                                .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                                .collect(Collectors.joining())
                        + "=x")
                .collect(Collectors.joining("&"));
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @Override
    void routes(ServeMux mux) {
        super.routes(mux);
        mux.handle("POST /form", (w, r) -> {
            Form form = r.form();
            w.write(form.size() + " " + form.names().size());
        });
        mux.handle("POST /multipart", (w, r) -> {
            MultipartReader parts = r.withContentLimit(10 << 20).multipart();
            int count = 0;
            for (Optional<MultipartPart> part = parts.next(); part.isPresent(); part = parts.next()) {
                part.get().content().transferTo(OutputStream.nullOutputStream());
                count++;
            }
            w.write("" + count);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void form(Case one) {
        play(one, 1);
    }

    /** As many names as may be, all of one hash, take about as long as any others. */
    @Test
    void collidingNamesTakeLinearTimeCve20114858() throws IOException {
        String colliding = colliding(10_000);
        String plain = IntStream.range(0, 10_000)
                .mapToObj(i -> String.format("name%024d=x", i))
                .collect(Collectors.joining("&"));
        assertEquals(colliding.length(), plain.length());
        time(plain);
        long usual = time(plain);
        // The shortest of three, as the machine may be at work: what takes long by itself does so each time.
        long time = Math.min(time(colliding), Math.min(time(colliding), time(colliding)));
        assertTrue(time < 20 * usual + 1_000_000_000L, () -> time + " ns, and others " + usual + " ns");
    }

    private long time(String form) throws IOException {
        long start = System.nanoTime();
        try (Wire wire = wire()) {
            Answer answer = wire.send(head(FORM) + "Content-Length: " + form.length() + "\r\n\r\n")
                    .send(form)
                    .answer(false);
            assertEquals("10000 10000", answer.body(), wire::transcript);
        }
        return System.nanoTime() - start;
    }
}
