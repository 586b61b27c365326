package dev.weir.attack;

/** The same with OpenSSL's keys. */
class TlsAttackOpenSslTest extends TlsAttackTest {
    TlsAttackOpenSslTest() {
        super("openssl");
    }
}
