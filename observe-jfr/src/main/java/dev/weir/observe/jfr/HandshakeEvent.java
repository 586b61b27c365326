package dev.weir.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A TLS handshake. */
@Name("weir.TlsHandshake")
@Label("TLS Handshake")
@Description("A TLS handshake, from its first byte to its end")
@Category("Weir")
@StackTrace(false)
final class HandshakeEvent extends Event {
    @Label("Connection Id")
    @ConnectionId
    long connectionId;

    @Label("Client")
    @Nullable
    String client;

    @Label("Result")
    @Description("COMPLETE, FAILED, REFUSED, NOT_TLS, TIMED_OUT or BROKEN")
    @Nullable
    String result;

    @Label("TLS Version")
    @Description("Empty unless it is complete")
    @Nullable
    String tlsVersion;
}
