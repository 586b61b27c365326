/** A protocol of its own, beside HTTP/1.1 on one port. */
module com.example.protocol {
    requires dev.weir.http.core;
    requires dev.weir.http1;

    provides dev.weir.http.core.spi.ProtocolProvider with
            com.example.protocol.Shout;
}
