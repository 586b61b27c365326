package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Header smuggling towards HTTP/1: what would be another request, or two, behind a server that writes it down as
 * HTTP/1.1 is malformed (RFC 9113 sections 8.1.1, 8.2 and 8.3), and ends its stream alone.
 */
class SmugglingTest extends Family {
    /** Each attack with the reason that the log has. */
    private static final String REASONS = """
        CR in a name => a malformed request: a field name that is no token in lower case
        LF in a name => a malformed request: a field name that is no token in lower case
        a line in a name => a malformed request: a field name that is no token in lower case
        NUL in a name => a malformed request: a field name that is no token in lower case
        colon in a name => a malformed request: a field name that is no token in lower case
        colon at the end of a name => a malformed request: a field name that is no token in lower case
        upper case in a name => a malformed request: a field name that is no token in lower case
        space in a name => a malformed request: a field name that is no token in lower case
        space before a name => a malformed request: a field name that is no token in lower case
        space after a name => a malformed request: a field name that is no token in lower case
        tab in a name => a malformed request: a field name that is no token in lower case
        DEL in a name => a malformed request: a field name that is no token in lower case
        an octet over 0x7f in a name => a malformed request: a field name that is no token in lower case
        CR in a value => a malformed request: an octet in the value of a that may not stand there
        LF in a value => a malformed request: an octet in the value of a that may not stand there
        NUL in a value => a malformed request: an octet in the value of a that may not stand there
        a line in a value => a malformed request: an octet in the value of a that may not stand there
        space before a value => a malformed request: an octet in the value of a that may not stand there
        space after a value => a malformed request: an octet in the value of a that may not stand there
        tab after a value => a malformed request: an octet in the value of a that may not stand there
        connection => a malformed request: the field connection, which is for HTTP/1 connections
        transfer-encoding => a malformed request: the field transfer-encoding, which is for HTTP/1 connections
        keep-alive => a malformed request: the field keep-alive, which is for HTTP/1 connections
        proxy-connection => a malformed request: the field proxy-connection, which is for HTTP/1 connections
        upgrade => a malformed request: the field upgrade, which is for HTTP/1 connections
        te => a malformed request: the field te, which is for HTTP/1 connections
        te beside trailers => a malformed request: the field te, which is for HTTP/1 connections
        host against :authority => a malformed request: a host that is not the :authority
        two hosts => a malformed request: two of host
        space in :path => a malformed request: an octet in the :path that may not stand there
        CRLF in :path => a malformed request: an octet in the :path that may not stand there
        control in :path => a malformed request: an octet in the :path that may not stand there
        empty :path => a malformed request: a :path that does not begin with a slash
        :path without a slash => a malformed request: a :path that does not begin with a slash
        asterisk as :path => a malformed request: a :path that does not begin with a slash
        no :path => a malformed request: no :path
        two :path => a malformed request: two of :path
        space in :method => a malformed request: a :method that is no token
        CRLF in :method => a malformed request: a :method that is no token
        empty :method => a malformed request: a :method that is no token
        no :method => a malformed request: no :method
        space in :authority => a malformed request: a malformed :authority
        CRLF in :authority => a malformed request: a malformed :authority
        control in :authority => a malformed request: a malformed :authority
        user in :authority => a malformed request: a malformed :authority
        path in :authority => a malformed request: a malformed :authority
        space in :scheme => a malformed request: a malformed :scheme
        no :scheme => a malformed request: no :scheme
        unknown pseudo-field => a malformed request: an unknown pseudo-field
        a response's pseudo-field => a malformed request: an unknown pseudo-field
        pseudo-field after a field => a malformed request: a pseudo-field after others
        content-length without content => a content-length, and no content
        two content-lengths => a malformed request: two different Content-Length
        content-length with a sign => a malformed request: a malformed Content-Length
        content-length in hex => a malformed request: a malformed Content-Length
        content-length that is negative => a malformed request: a malformed Content-Length
        content-length without digits => a malformed request: a malformed Content-Length
        content-length that overflows => a malformed request: a malformed Content-Length
        content beyond content-length => content of 6 octets in all with a content-length of 5
        content beyond content-length that goes on => content of 6 octets with a content-length of 5
        content short of content-length => content of 4 octets in all with a content-length of 5
        trailers short of content-length => content of 4 octets in all with a content-length of 5
        a pseudo-field in trailers => malformed trailers: a pseudo-field in trailers
        transfer-encoding in trailers => malformed trailers: the field transfer-encoding, which is for HTTP/1 \
        connections
        """;

    static List<Row> rows() {
        return rows(Smuggling.all(), REASONS.replaceAll("(?m)^", "smuggling by "));
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void smuggling(Row row) {
        assertRefused(this, row);
    }

    /** Plays an attack against a family's server, which must reset its stream for the row's reason. */
    static void assertRefused(Family family, Row row) {
        family.play(row.attack(), 1, seen -> {
            assertEquals("RST_STREAM PROTOCOL_ERROR; open", seen.toString(), seen::transcript);
            assertEquals(0, seen.whole(), seen::transcript);
        });
        family.awaitLogged("had stream 1 reset: PROTOCOL_ERROR, " + row.answer());
    }
}
