package dev.weir.observe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A shutdown. */
@Name("weir.Shutdown")
@Label("Server Shutdown")
@Description("The shutdown of a server, from when it was asked for to its end")
@Category("Weir")
@StackTrace(false)
final class ShutdownEvent extends Event {
    @Label("Grace")
    @Description("How long requests had; 0 where the server was closed at once")
    @Timespan(Timespan.MILLISECONDS)
    long grace;

    @Label("Connections Cut")
    @Description("Those that had not ended in time")
    int cut;
}
