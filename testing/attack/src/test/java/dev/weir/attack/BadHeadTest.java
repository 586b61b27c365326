package dev.weir.attack;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that break the grammar: folds, controls, bare CR and LF, Host games, bytes that are no HTTP. */
class BadHeadTest extends Http1Family {
    private static final String ANSWERS = """
        obs-fold => 400 a folded field line; closed
        obs-fold by a tab => 400 a folded field line; closed
        fold as the first field => 400 a folded field line; closed
        space before the colon (CVE-2021-22959) => 400 white space after a field name; closed
        empty name (CVE-2023-25725) => 400 a field without a name; closed
        no colon => 400 a field name that is no token; closed
        NUL in a name => 400 a field name that is no token; closed
        NUL in a value => 400 a control character in a field value; closed
        bare CR in a value (CVE-2023-30589) => 400 a control character in a field value; closed
        bare CR at the end => 400 a control character in a field value; closed
        bare LF => 400 a line ends with a bare LF; closed
        DEL in a value => 400 a control character in a field value; closed
        ESC in a value => 400 a control character in a field value; closed
        byte over ASCII in a name => 400 a field without a name; closed
        NUL in the method => 400 not a method; closed
        tab after the method => 400 not a method; closed
        NUL in the target (CVE-2013-4547) => 400 not a request target; closed
        space in the target (CVE-2013-4547) => 400 the request line does not end with a version; closed
        ESC in the target => 400 not a request target; closed
        bare CR in the target => 400 not a request target; closed
        byte over ASCII in the target => 400 not a request target; closed
        HTTP/0.9 => 400 not a request target; closed
        HTTP/2.0 in words => 505 HTTP/2.0; closed
        ClientHello of TLS on the plain port => 400 not a request line; closed
        garbage => 400 not a request line; closed
        no Host => 400 no Host; closed
        two Host => 400 more than one Host; closed
        two equal Host => 400 more than one Host; closed
        Host with a user => 400 a malformed Host; closed
        Host with a path => 400 a malformed Host; closed
        Host with a space => 400 a malformed Host; closed
        Host with a comma => 200; open
        Host with a port that is none => 400 a malformed Host; closed
        Host folded => 400 a folded field line; closed
        absolute form without Host => 400 no Host; closed
        absolute form with two Host => 400 more than one Host; closed
        absolute form with a user => 400 the target's authority is malformed; closed
        absolute form with another scheme than the connection's => 421 the target's scheme is not that of the connection; closed
        authority form that is no CONNECT => 400 the target is neither a path nor an http URI; closed
        CONNECT without a port => 400 the target of CONNECT is not host and port; closed
        asterisk that is no OPTIONS => 400 the target * is for OPTIONS alone; closed
        """;

    static List<Case> cases() {
        return cases(BadHeads.malformed(), ANSWERS);
    }

    @Override
    boolean weighsEach() {
        return false;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void head(Case one) {
        play(one, 1);
    }
}
