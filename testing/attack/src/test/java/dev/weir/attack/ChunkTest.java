package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Content in chunks that is framed badly or without end: refused after a bounded amount of work. */
class ChunkTest extends Http1Family {
    private static final int SIZE = 1 << 20;
    private static final String ANSWERS = """
        bare LF after the size (CVE-2025-22871) => 400 a chunk's first line ends with a bare LF; closed
        bare CR after the size => 400 a chunk size followed by something that is no extension; closed
        bare LF after the data => 400 no CRLF after the data of a chunk; closed
        no CRLF after the data => 400 no CRLF after the data of a chunk; closed
        data longer than its size => 400 no CRLF after the data of a chunk; closed
        size of 17 digits (CVE-2013-2028) => 400 a chunk size of more than 16 digits; closed
        size over 2^63 (CVE-2017-7657) => 400 a chunk size over 2^63-1; closed
        size with a sign => 400 a chunk without a size; closed
        size with a minus sign => 400 a chunk without a size; closed
        size with a space before it => 400 a chunk without a size; closed
        size with 0x (CVE-2023-38697) => 400 a chunk size followed by something that is no extension; closed
        size with an underscore => 400 a chunk size followed by something that is no extension; closed
        no size => 400 a chunk without a size; closed
        NUL in the size => 400 a chunk size followed by something that is no extension; closed
        bare LF in an extension (CVE-2021-22960) => 400 a chunk's first line ends with a bare LF; closed
        bare CR in an extension => 400 a chunk size followed by something that is no extension; closed
        NUL in an extension => 400 a chunk extension that is no token; closed
        quoted extension without an end => 400 a chunk extension's quoted string without an end; closed
        Content-Length in the trailers => 400 the trailer section has a Content-Length; closed
        Host in the trailers => 400 the trailer section has a Host; closed
        Transfer-Encoding in the trailers => 400 the trailer section has a Transfer-Encoding; closed
        folded trailer => 400 in the trailer section: a folded field line; closed
        bare LF after a trailer => 400 the trailer section ends with a bare LF; closed
        an extension without end (CVE-2023-39326) => 400 a chunk's first line is longer than it may be; closed
        extensions on each of many chunks (CVE-2023-39326) => \
        400 too much chunk framing for too little data; closed
        a size of zeros without end => 400 a chunk's first line is longer than it may be; closed
        a trailer without end => 431 the trailer section is longer than it may be; closed
        trailers without end => 431 more than 500 trailer fields; closed
        """;

    static List<Case> cases() {
        return cases(Chunks.all(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void chunks(Case one) {
        play(one, SIZE);
    }

    /** What honest chunks need counts for nothing; what a handler leaves unread is dropped only up to a limit. */
    @Test
    void chunksOfAByteEach() throws IOException {
        assertEquals("405, 200; open", Chunks.single().play(dial(), 100_000));
        assertEquals("405; open", Chunks.single().play(dial(), 300_000));
    }
}
