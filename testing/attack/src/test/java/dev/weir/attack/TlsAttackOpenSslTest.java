package dev.weir.attack;

/** Attacks on TLS by the JDK with OpenSSL's keys. */
class TlsAttackOpenSslTest extends TlsAttacks {
    TlsAttackOpenSslTest() {
        super("openssl");
    }

    @Override
    String refusedRenegotiation() {
        return "the client requests renegotiation";
    }
}
