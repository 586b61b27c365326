package dev.weir.observe.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.weir.http.api.AttributeKey;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import dev.weir.http.api.RequestEnd.Outcome;
import dev.weir.http.api.TlsInfo;
import dev.weir.http.core.RequestListener;
import dev.weir.http.core.spi.ConnectionInfo;
import dev.weir.http.core.spi.ConnectionListener.Handshake;
import dev.weir.http.core.spi.ConnectionListener.Measure;
import dev.weir.http.core.spi.ServerContext;
import dev.weir.http.testkit.MemoryRequest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each event says, when there is none, and that the settings fit. */
class FlightRecorderEventsTest {
    private static final List<Class<? extends Event>> TYPES = List.of(
            RequestEvent.class,
            ConnectionEvent.class,
            HandshakeEvent.class,
            StreamResetEvent.class,
            GoAwayEvent.class,
            LimitEvent.class,
            ShutdownEvent.class);

    private final FlightRecorderEvents events = new FlightRecorderEvents();
    private final ConnectionInfo connection = new Peer();
    private final Request request = MemoryRequest.builder().method("POST").build();

    @TempDir
    Path directory;

    private static final class Peer implements ConnectionInfo {
        @Override
        public long id() {
            return 7;
        }

        @Override
        public ServerContext server() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress remoteAddress() {
            return new InetSocketAddress("203.0.113.77", 1234);
        }

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress("203.0.113.1", 443);
        }

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }

        @Override
        public <T> Optional<T> attribute(AttributeKey<T> key) {
            return Optional.empty();
        }
    }

    private RequestEnd handled(Outcome outcome, int status, Throwable thrown) {
        return new Ended(outcome, status, "", thrown, request);
    }

    private List<RecordedEvent> recorded(Configuration settings, Runnable what) throws IOException {
        Path file = directory.resolve("of.jfr");
        try (Recording recording = settings == null ? new Recording() : new Recording(settings)) {
            recording.start();
            what.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(e -> e.getEventType().getName().startsWith("weir."))
                .toList();
    }

    /** All fields but the times and the thread, by name. */
    private static Map<String, Object> fields(RecordedEvent event) {
        Map<String, Object> values = new TreeMap<>();
        for (ValueDescriptor field : event.getFields()) {
            if (!Set.of("startTime", "duration", "eventThread", "stackTrace").contains(field.getName())) {
                values.put(field.getName(), event.getValue(field.getName()));
            }
        }
        return values;
    }

    @Test
    void aRequestHasItsNumbersInItsEvent() throws IOException {
        List<RecordedEvent> all = recorded(FlightRecorderEvents.settings(), () -> {
            RequestListener begun = events.begins(request);
            assertNotSame(events, begun);
            begun.ended(handled(Outcome.COMPLETE, 500, new IllegalStateException("secret")));
        });
        assertEquals(1, all.size());
        assertEquals("weir.Request", all.getFirst().getEventType().getName());
        assertTrue(all.getFirst().getDuration().toNanos() > 0);
        assertEquals(
                "{client=203.0.113.77, connectionId=19, error=java.lang.IllegalStateException, firstByte=14,"
                    + " handler=15, method=POST, outcome=COMPLETE, protocol=HTTP/2, requestBytes=12, responseBytes=11,"
                    + " route=/items/{id}, stalled=16, status=500, stream=18, waiting=13}",
                fields(all.getFirst()).toString());
    }

    @Test
    void aHeadThatWasRefusedIsAnEventToo() throws IOException {
        List<RecordedEvent> all = recorded(
                FlightRecorderEvents.settings(),
                () -> events.ended(new Ended(Outcome.REFUSED, 400, "no Host", null, null)));
        Map<String, Object> of = fields(all.getFirst());
        assertEquals(1, all.size());
        assertEquals("", of.get("method"));
        assertEquals("REFUSED", of.get("outcome"));
        assertEquals("no Host", of.get("error"));
    }

    @Test
    void whatHadBegunBeforeTheRecordingIsNotInIt() throws IOException {
        RequestListener before = events.begins(request);
        assertSame(events, before);
        events.serving(connection, "h2");
        assertEquals(List.of(), recorded(FlightRecorderEvents.settings(), () -> {
            before.ended(handled(Outcome.COMPLETE, 200, null));
            events.closed(connection, "h2");
        }));
    }

    @Test
    void whatAClientMakesLongIsCut() throws IOException {
        Request odd = MemoryRequest.builder().method("M".repeat(1000)).build();
        List<RecordedEvent> all = recorded(
                FlightRecorderEvents.settings(),
                () -> events.begins(odd).ended(new Ended(Outcome.REFUSED, 405, "r".repeat(1000), null, odd)));
        assertEquals("M".repeat(32), fields(all.getFirst()).get("method"));
        assertEquals("r".repeat(200), fields(all.getFirst()).get("error"));
    }

    @Test
    void aRecordingWithoutSettingsHasWhatIsSlow() throws IOException {
        List<RecordedEvent> all = recorded(null, () -> {
            events.begins(request).ended(handled(Outcome.COMPLETE, 200, null));
            RequestListener slow = events.begins(request);
            long until = System.nanoTime() + 21_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            slow.ended(handled(Outcome.COMPLETE, 201, null));
        });
        assertEquals(201, all.getLast().getInt("status"));
        // On a busy machine the first may have been slow as well.
        assertTrue(all.stream().allMatch(e -> e.getDuration().compareTo(Duration.ofMillis(20)) >= 0), all::toString);
    }

    @Test
    void connectionsHandshakesResetsLimitsAndTheShutdown() throws IOException {
        ServerContext server = (ServerContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServerContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        List<RecordedEvent> all = recorded(FlightRecorderEvents.settings(), () -> {
            events.handshakeBegins(connection);
            events.handshake(connection, Handshake.COMPLETE, "TLSv1.3");
            events.serving(connection, "h2");
            events.streamReset(connection, 5, true, "CANCEL", "too late");
            events.goAway(connection, false, "NO_ERROR", "");
            events.limited(connection, "too much of PING", Measure.ENDED);
            events.closed(connection, "h2");
            events.handshake(connection, Handshake.BROKEN, "");
            events.shutdownBegins(server, Duration.ofSeconds(Long.MAX_VALUE));
            events.shutdownEnds(server, 3);
        });
        List<String> lines = all.stream()
                .map(e -> e.getEventType().getName() + " " + fields(e))
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "weir.Connection {cipher=, client=203.0.113.77 port 1234, connectionId=7, protocol=h2,"
                                + " server=203.0.113.1 port 443, tlsVersion=}",
                        "weir.GoAway {byServer=false, code=NO_ERROR, connectionId=7, reason=}",
                        "weir.LimitReached {client=203.0.113.77 port 1234, connectionId=7, limit=too much of PING,"
                                + " measure=ENDED}",
                        "weir.Shutdown {cut=3, grace=" + Long.MAX_VALUE + "}",
                        "weir.StreamReset {byServer=true, code=CANCEL, connectionId=7, reason=too late, stream=5}",
                        "weir.TlsHandshake {client=203.0.113.77 port 1234, connectionId=7, result=BROKEN, tlsVersion=}",
                        "weir.TlsHandshake {client=203.0.113.77 port 1234, connectionId=7, result=COMPLETE,"
                                + " tlsVersion=TLSv1.3}"),
                lines);
    }

    // ---- without a recording

    private long allocatedByAll(int times) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RequestEnd refused = new Ended(Outcome.REFUSED, 400, "no Host", null, null);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < times; i++) {
            RequestListener begun = events.begins(request);
            begun.ended(refused);
            events.handshakeBegins(connection);
            events.handshake(connection, Handshake.FAILED, "");
            events.serving(connection, "h2");
            events.streamReset(connection, 1, true, "CANCEL", "");
            events.goAway(connection, true, "NO_ERROR", "");
            events.limited(connection, "too much", Measure.DRAINED);
            events.closed(connection, "h2");
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void withoutARecordingNothingIsAllocated() {
        allocatedByAll(10);
        assertTrue(allocatedByAll(10_000) < 10_000, "less than a byte each");
    }

    // ---- types and settings

    @Test
    void theSettingsNameEachEventAndWhatItHas() {
        Map<String, String> settings = FlightRecorderEvents.settings().getSettings();
        Set<String> known = new TreeSet<>();
        for (Class<? extends Event> type : TYPES) {
            EventType event = EventType.getEventType(type);
            for (SettingDescriptor setting : event.getSettingDescriptors()) {
                known.add(event.getName() + "#" + setting.getName());
            }
            assertEquals("true", settings.get(event.getName() + "#enabled"), event.getName());
        }
        assertEquals(
                Set.of(),
                settings.keySet().stream()
                        .filter(key -> !known.contains(key))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void eachFieldHasALabelAndEachEventSaysWhatItIs() {
        for (Class<? extends Event> type : TYPES) {
            EventType event = EventType.getEventType(type);
            assertEquals(List.of("Weir"), event.getCategoryNames());
            assertFalse(event.getDescription().isEmpty(), event.getName());
            for (ValueDescriptor field : event.getFields()) {
                assertTrue(field.getLabel() != null, event.getName() + "." + field.getName());
            }
        }
    }
}
