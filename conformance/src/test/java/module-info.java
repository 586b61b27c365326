/** Tests over the wire, of all modules together as a program uses them. */
open module dev.weir.conformance {
    requires dev.weir;
    requires dev.weir.hpack;
    requires dev.weir.samples;
    requires java.net.http;
    requires java.xml;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;

    uses dev.weir.http.core.spi.ProtocolProvider;
}
