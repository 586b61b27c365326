package dev.weir.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/** A stream was reset. */
@Name("weir.StreamReset")
@Label("Stream Reset")
@Description("A stream of HTTP/2 was reset")
@Category("Weir")
@StackTrace(false)
@Throttle("1000/s")
final class StreamResetEvent extends Event {
    @Label("Connection Id")
    @ConnectionId
    long connectionId;

    @Label("Stream")
    int stream;

    @Label("By Server")
    @Description("Whether the server has reset it, and not the client")
    boolean byServer;

    @Label("Code")
    @Description("The error code of RST_STREAM")
    @Nullable
    String code;

    @Label("Reason")
    @Description("Why the server has reset it")
    @Nullable
    String reason;
}
