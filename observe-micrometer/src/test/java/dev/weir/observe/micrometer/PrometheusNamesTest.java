package dev.weir.observe.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.http.api.RequestEnd;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.ConnectionListener;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.observe.AccessLog;
import dev.weir.observe.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prometheus gets the same samples from {@link Metrics} and, by Micrometer, from the bridge: a dashboard is for both. */
class PrometheusNamesTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Names of samples with those of their labels; the buckets' bounds are shown, for they are a part of the name. */
    private static Set<String> samples(String exposition) {
        return exposition
                .lines()
                .filter(line -> line.startsWith("http_") || line.startsWith("weir_"))
                .map(PrometheusNamesTest::sample)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sample(String line) {
        int brace = line.indexOf('{');
        if (brace < 0) {
            return line.substring(0, line.indexOf(' '));
        }
        Set<String> labels = new TreeSet<>();
        for (String label :
                Arrays.asList(line.substring(brace + 1, line.indexOf('}')).split(","))) {
            labels.add(label.startsWith("le=") ? label.replace(".0\"", "\"") : label.substring(0, label.indexOf('=')));
        }
        return line.substring(0, brace) + labels;
    }

    @Test
    void areThoseOfTheModuleObserve() throws Exception {
        Metrics own = new Metrics();
        MicrometerMetrics bridge = new MicrometerMetrics(registry);
        AccessLog log = AccessLog.builder().output(new ByteArrayOutputStream()).build();
        try (Server server =
                Server.builder().address("127.0.0.1:0").handler((_, _) -> {}).build()) {
            own.watch(server).watch(log);
            bridge.watch(server).watch(log);
        }
        log.close();
        MemoryRequest request = MemoryRequest.builder().build();
        RequestEnd end =
                ResponseRecorder.serve((w, _) -> w.write("hello"), request).end();
        own.ended(end);
        bridge.ended(end);
        for (ConnectionListener listener : new ConnectionListener[] {own, bridge}) {
            listener.handshake(new InetSocketAddress("203.0.113.77", 1), Handshake.COMPLETE, "TLSv1.3");
        }
        Set<String> expected = samples(
                ResponseRecorder.serve(own.handler(), MemoryRequest.builder().build())
                        .contentText());
        Set<String> found = samples(registry.scrape());
        // What Micrometer adds of its own: the largest of late.
        found.removeIf(name -> name.contains("_max[") || name.endsWith("_max"));
        assertEquals(String.join("\n", expected), String.join("\n", found));
        assertTrue(expected.size() > 25, expected::toString);
    }
}
