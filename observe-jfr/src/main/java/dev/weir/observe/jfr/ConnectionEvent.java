package dev.weir.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A connection. */
@Name("weir.Connection")
@Label("Connection")
@Description("A connection, from when its protocol was known to its end")
@Category("Weir")
@StackTrace(false)
final class ConnectionEvent extends Event {
    @Label("Connection Id")
    @ConnectionId
    long connectionId;

    @Label("Client")
    @Nullable
    String client;

    @Label("Server")
    @Description("The address that the client connected to")
    @Nullable
    String server;

    @Label("Protocol")
    @Description("The ALPN name, such as h2")
    @Nullable
    String protocol;

    @Label("TLS Version")
    @Description("Empty without TLS")
    @Nullable
    String tlsVersion;

    @Label("Cipher")
    @Description("Empty without TLS")
    @Nullable
    String cipher;
}
