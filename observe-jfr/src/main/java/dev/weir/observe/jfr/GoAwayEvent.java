package dev.weir.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The end of a connection was announced. */
@Name("weir.GoAway")
@Label("GOAWAY")
@Description("The end of a connection was announced")
@Category("Weir")
@StackTrace(false)
final class GoAwayEvent extends Event {
    @Label("Connection Id")
    @ConnectionId
    long connectionId;

    @Label("By Server")
    @Description("Whether the server has announced it, and not the client")
    boolean byServer;

    @Label("Code")
    @Description("The error code of GOAWAY")
    @Nullable
    String code;

    @Label("Reason")
    @Description("Why the server ends it")
    @Nullable
    String reason;
}
