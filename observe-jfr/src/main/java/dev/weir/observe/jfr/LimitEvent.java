package dev.weir.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A client has asked too much. */
@Name("weir.LimitReached")
@Label("Limit Reached")
@Description("A connection ends as its client has asked too much of the server")
@Category("Weir")
@StackTrace(false)
final class LimitEvent extends Event {
    @Label("Connection Id")
    @ConnectionId
    long connectionId;

    @Label("Client")
    @Nullable
    String client;

    @Label("Limit")
    @Description("What was too much")
    @Nullable
    String limit;

    @Label("Measure")
    @Description("DRAINED, ENDED or CUT")
    @Nullable
    String measure;
}
