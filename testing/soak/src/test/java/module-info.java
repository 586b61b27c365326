/** The soak, and tests of servers in processes of their own. */
open module dev.weir.soak {
    requires dev.weir.attack;
    requires dev.weir.samples;
    requires java.net.http;
    requires org.junit.jupiter.api;
    requires org.junit.jupiter.params;
}
