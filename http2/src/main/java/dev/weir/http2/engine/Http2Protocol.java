package dev.weir.http2.engine;

import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.Protocol;
import dev.weir.http.core.spi.ProtocolSession;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.core.support.SessionThread;
import dev.weir.http2.config.Abuse;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.connection.EngineContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** HTTP/2 for one server. */
public final class Http2Protocol implements Protocol {
    private final EngineContext context;

    public Http2Protocol(ServerContext server, Http2Config config) {
        this.context = new EngineContext(server, config);
    }

    @Override
    public ProtocolSession session(Connection connection) {
        return new Http2Connection(context, connection);
    }

    @Override
    public Map<String, String> settings() {
        Http2Config config = context.settings;
        Map<String, String> all = new LinkedHashMap<>();
        all.put("maxConcurrentStreams", Integer.toString(config.maxConcurrentStreams()));
        all.put("maxFrameSize", Integer.toString(config.maxFrameSize()));
        all.put("headerTableSize", Integer.toString(config.headerTableSize()));
        all.put("encoderTableSize", Integer.toString(config.encoderTableSize()));
        all.put("streamWindow", Integer.toString(config.streamWindow()));
        all.put("connectionWindow", Integer.toString(config.connectionWindow()));
        all.put("maxWindow", Integer.toString(config.maxWindow()));
        all.put("scheduler", config.scheduler());
        all.put("extendedConnect", config.extendedConnect().map(String::valueOf).orElse("by itself"));
        all.put("prefaceTimeout", time(config.prefaceTimeout()));
        all.put("settingsTimeout", time(config.settingsTimeout()));
        all.put("pingInterval", time(config.pingInterval()));
        all.put("pingTimeout", time(config.pingTimeout()));
        for (Abuse kind : Abuse.values()) {
            AbuseLimits.Rate rate = config.abuse().rate(kind);
            all.put("abuse." + kind.name(), rate.burst() + ", and " + rate.perSecond() + " a second");
        }
        return all;
    }

    private static String time(Duration value) {
        return value.isZero() ? "none" : value.toMillis() + " ms";
    }

    @Override
    public void serve(Connection connection) throws Exception {
        SessionThread.serve(session(connection), connection);
    }
}
