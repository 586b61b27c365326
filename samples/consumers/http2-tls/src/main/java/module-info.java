/** The usual set, with TLS. */
module com.example.http2tls {
    requires dev.weir;
}
