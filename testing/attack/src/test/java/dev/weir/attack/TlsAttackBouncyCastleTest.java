package dev.weir.attack;

/** Attacks on TLS by Bouncy Castle. */
class TlsAttackBouncyCastleTest extends TlsAttacks {
    TlsAttackBouncyCastleTest() {
        super("bouncycastle");
    }

    @Override
    String refusedRenegotiation() {
        return "handshake_failure(40)";
    }
}
