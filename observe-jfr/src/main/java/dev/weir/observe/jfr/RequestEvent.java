package dev.weir.observe.jfr;

import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.RequestListener;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A request. It hears of its own end.
 *
 * <p><b>Threads.</b> The request's.
 */
@Name("weir.Request")
@Label("HTTP Request")
@Description(
        "A request, from the call of its handler to the end of its response; of no duration where no handler saw it")
@Category("Weir")
@StackTrace(false)
@Threshold("20 ms")
@Throttle("1000/s")
final class RequestEvent extends Event implements RequestListener {
    /** Longer names are nobody's method. */
    private static final int LONGEST_METHOD = 32;
    /** What is refused may be named in the reason, and be long. */
    private static final int LONGEST_REASON = 200;

    @Label("Method")
    @Nullable
    String method;

    @Label("Route")
    @Description("The pattern that took the request, without its method; empty where none did")
    @Nullable
    String route;

    @Label("Status")
    @Description("Of the final response; 0 where none was sent")
    int status;

    @Label("Outcome")
    @Description("COMPLETE, REFUSED, CLIENT_GONE, ABORTED or TUNNEL")
    @Nullable
    String outcome;

    @Label("Error")
    @Description("The class of what the handler has thrown, or why the request was refused")
    @Nullable
    String error;

    @Label("Protocol")
    @Nullable
    String protocol;

    @Label("Waiting")
    @Description("The time before the handler was called, which is not a part of the duration")
    @Timespan
    long waiting;

    @Label("Time to First Byte")
    @Description("The time to the head of the final response")
    @Timespan
    long firstByte;

    @Label("Handler")
    @Description("The time that the handler took, with all that it waited for")
    @Timespan
    long handler;

    @Label("Stalled")
    @Description("The time that writes waited for the client: for its windows, or for a slow connection")
    @Timespan
    long stalled;

    @Label("Request Content")
    @DataAmount
    long requestBytes;

    @Label("Response Content")
    @DataAmount
    long responseBytes;

    @Label("Connection Id")
    @ConnectionId
    long connectionId;

    @Label("Stream")
    @Description("Of HTTP/2; 0 over HTTP/1")
    int stream;

    @Label("Client")
    @Nullable
    String client;

    @Override
    public void ended(RequestEnd end) {
        end();
        if (!shouldCommit()) {
            return;
        }
        Request request = end.request().orElse(null);
        method = request == null ? "" : cut(request.method(), LONGEST_METHOD);
        route = route(end.pattern());
        status = end.status();
        outcome = end.outcome().name();
        error = end.failure().map(e -> e.getClass().getName()).orElse(reason(end.message()));
        protocol = end.protocol();
        waiting = end.timeWaiting().toNanos();
        firstByte = end.timeToFirstByte().toNanos();
        handler = end.timeInHandler().toNanos();
        stalled = end.timeStalled().toNanos();
        requestBytes = end.receivedBytes();
        responseBytes = end.contentBytes();
        connectionId = end.connection();
        stream = end.stream();
        client = end.client();
        commit();
    }

    /** Returns why something was refused or ended, no longer than it need be. */
    static String reason(String text) {
        return cut(text, LONGEST_REASON);
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }

    private static String route(String pattern) {
        return pattern.substring(pattern.indexOf(' ') + 1);
    }
}
