package dev.weir.attack;

/** Attacks on TLS by the JDK. */
class TlsAttackTest extends TlsAttacks {
    TlsAttackTest() {
        this("jsse");
    }

    TlsAttackTest(String provider) {
        super(provider);
    }

    @Override
    String refusedRenegotiation() {
        return "the client requests renegotiation";
    }
}
