package dev.weir.middleware.internal;

import dev.weir.http.api.HijackedConnection;
import dev.weir.http.api.Hijacker;
import dev.weir.http.api.Tunnel;
import dev.weir.http.api.TunnelRequest;
import java.io.IOException;
import java.util.List;

/** What takes the connection of a {@link TimedResponse} over, as a call that commits it; from then on it has no time. */
final class TimedTakeOver implements TunnelRequest, Hijacker {
    private final TimedResponse timed;
    /** One of both. */
    private final Object power;

    TimedTakeOver(TimedResponse timed, Object power) {
        this.timed = timed;
        this.power = power;
    }

    @Override
    public List<String> protocols() {
        return ((TunnelRequest) power).protocols();
    }

    @Override
    public Tunnel accept(String protocol) throws IOException {
        timed.beginWriting();
        try {
            Tunnel tunnel = ((TunnelRequest) power).accept(protocol);
            timed.untime();
            return tunnel;
        } finally {
            timed.end(true);
        }
    }

    @Override
    public HijackedConnection hijack() throws IOException {
        timed.beginWriting();
        try {
            HijackedConnection taken = ((Hijacker) power).hijack();
            timed.untime();
            return taken;
        } finally {
            timed.end(true);
        }
    }
}
