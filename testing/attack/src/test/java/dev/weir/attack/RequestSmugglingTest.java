package dev.weir.attack;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Request smuggling over HTTP/1: refused, or read as one request; nothing is ever read out of a body. */
class RequestSmugglingTest extends Http1Family {
    private static final String ANSWERS = """
        CL.TE (CVE-2019-20445) => 400 both Transfer-Encoding and Content-Length; closed
        TE.CL (CVE-2017-7658) => 400 both Transfer-Encoding and Content-Length; closed
        CL 0 and TE => 400 both Transfer-Encoding and Content-Length; closed
        CL.0, a body that no handler reads (CVE-2022-22720) => 200; open
        CL.0, a body that is too long to be dropped => 405; closed
        0.CL, a body that is answered before it comes => 405; closed
        two Content-Length (CVE-2017-7658) => 400 two different Content-Length; closed
        list of Content-Length => 400 a malformed Content-Length; closed
        empty Content-Length (CVE-2023-40225) => 400 a malformed Content-Length; closed
        plus sign in Content-Length (CVE-2023-40167) => 400 a malformed Content-Length; closed
        minus sign in Content-Length => 400 a malformed Content-Length; closed
        hexadecimal Content-Length (CVE-2023-38697) => 400 a malformed Content-Length; closed
        Content-Length of 2^64 and 5 => 400 a malformed Content-Length; closed
        vertical tab in Content-Length => 400 a control character in a field value; closed
        NUL in Content-Length => 400 a control character in a field value; closed
        space before the colon of Content-Length (CVE-2019-16276) => 400 white space after a field name; closed
        CONNECT with Content-Length => 400 CONNECT with content; closed
        TE.TE, chunked twice => 400 a transfer coding after chunked; closed
        TE.TE, chunked, identity => 400 a transfer coding after chunked; closed
        TE.TE, identity => 501 a transfer coding other than chunked; closed
        TE.TE, a second field that is unknown => 400 a transfer coding after chunked; closed
        TE.TE, a first field that is unknown => 501 a transfer coding other than chunked; closed
        TE.TE, a name that only begins so => 501 a transfer coding other than chunked; closed
        TE.TE, comma (CVE-2022-32213) => 400 a malformed Transfer-Encoding; closed
        TE.TE, space before the colon (CVE-2019-16869) => 400 white space after a field name; closed
        TE.TE, tab before the colon => 400 white space after a field name; closed
        TE.TE, vertical tab (CVE-2019-15605) => 400 a control character in a field value; closed
        TE.TE, folded (CVE-2022-32215) => 400 a folded field line; closed
        TE.TE, folded after another coding => 400 a folded field line; closed
        TE.TE, quoted => 400 a malformed Transfer-Encoding; closed
        TE.TE, empty => 400 a malformed Transfer-Encoding; closed
        TE.TE, HTTP/1.0 => 400 a Transfer-Encoding in HTTP/1.0; closed
        bare LF between fields (CVE-2022-32214) => 400 a line ends with a bare LF; closed
        bare CR between fields (CVE-2023-30589) => 400 a control character in a field value; closed
        empty name before Content-Length (CVE-2023-25725) => 400 a field without a name; closed
        no colon before Content-Length (CVE-2019-20444) => 400 a field name that is no token; closed
        """;

    static List<Case> cases() {
        return cases(RequestSmuggling.all(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void smuggling(Case one) {
        play(one, 1);
    }
}
