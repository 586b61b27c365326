package dev.weir.attack;

/** Attacks on TLS by the JDK. */
class TlsAttackTest extends TlsAttacks {
    TlsAttackTest() {
        super("jsse");
    }

    @Override
    String refusedRenegotiation() {
        return "the client requests renegotiation";
    }
}
