package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks on HPACK: the limit of a list counts while it is decoded, before anything is kept, and a decoding error ends
 * the connection (RFC 7541 and RFC 9113 section 4.3).
 */
class HpackTest extends Family {
    private static final String ANSWERS = """
        HPACK bomb, CVE-2016-6581 => GOAWAY 5 ENHANCE_YOUR_CALM (the field list is larger than the limit at \
        which decoding ends); closed
        small HPACK bomb, CVE-2016-6581 => open
        cookie crumbs => open
        thousands of small fields => open
        table-size thrash => open
        thousands of size updates in a block => GOAWAY 1 COMPRESSION_ERROR (a table size update follows a \
        field, or is the third of its block); closed
        integer of 20 octets => GOAWAY 1 COMPRESSION_ERROR (an integer is larger than 2^31-1, or longer than \
        five octets after its prefix); closed
        integer that overflows => GOAWAY 1 COMPRESSION_ERROR (an integer is larger than 2^31-1, or longer than \
        five octets after its prefix); closed
        Huffman padding of more than 7 bits => GOAWAY 1 COMPRESSION_ERROR (the padding of a Huffman-coded string \
        is longer than seven bits, or is not all ones); closed
        Huffman padding of zeros => GOAWAY 1 COMPRESSION_ERROR (the padding of a Huffman-coded string is longer \
        than seven bits, or is not all ones); closed
        EOS within a Huffman string => GOAWAY 1 COMPRESSION_ERROR (a string holds the Huffman code of EOS); closed
        index 0 => GOAWAY 1 COMPRESSION_ERROR (an index is zero or past the end of the tables); closed
        index past the end => GOAWAY 1 COMPRESSION_ERROR (an index is zero or past the end of the tables); closed
        name index past the end => GOAWAY 1 COMPRESSION_ERROR (an index is zero or past the end of the tables); \
        closed
        size update after a field => GOAWAY 1 COMPRESSION_ERROR (a table size update follows a field, or \
        is the third of its block); closed
        size update over the limit => GOAWAY 1 COMPRESSION_ERROR (a table size update is above the setting); \
        closed
        block cut within a string => GOAWAY 1 COMPRESSION_ERROR (the block ends within a representation); closed
        """;

    static List<Row> rows() {
        return rows(HpackAttacks.all(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void hpack(Row row) {
        play(row, 1);
    }

    /** What is too large, and not far too large, is an answer's matter: 431, and the connection goes on. */
    static List<Http2Attack> tooLarge() {
        return List.of(HpackAttacks.cookieCrumbs(), HpackAttacks.manyFields());
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void tooLargeIsAnswered(Http2Attack attack) {
        play(
                attack.waitingFor("answers", s -> s.whole() == 1),
                1,
                seen -> assertEquals("431", seen.status(1), seen::transcript));
    }

    @Test
    void smallBombIsAnsweredCve20166581() {
        play(
                HpackAttacks.smallBomb().waitingFor("answers", s -> s.whole() == 3),
                1,
                seen -> assertEquals("431", seen.status(5), seen::transcript));
    }

    @Test
    void tableSizeThrashIsServed() {
        assertThrashIsServed(this, size(500, 5000));
    }

    /** Plays the attack against a family's server, which must answer every request. */
    static void assertThrashIsServed(Family family, int requests) {
        family.play(
                HpackAttacks.thrash().waitingFor("answers", s -> s.whole() == requests),
                requests,
                seen -> assertEquals("200", seen.status(2 * requests - 1), seen::transcript));
    }
}
