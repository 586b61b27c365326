/** TLS by Bouncy Castle. */
module dev.weir.tls.bouncycastle {
    requires dev.weir.tls.spi;
}
