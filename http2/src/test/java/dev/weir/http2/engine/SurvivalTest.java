package dev.weir.http2.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.engine.testkit.MemoryConnection;
import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.core.spi.Connection;
import dev.weir.http2.config.Http2Config;
import dev.weir.http2.frame.FrameSink;
import dev.weir.http2.frame.FrameWriter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection's threads, when an Error is thrown in them: the connection ends, and no handler waits for ever. */
@Timeout(60)
class SurvivalTest {
    /** A connection whose writes find no memory as soon as that is said. */
    private static Connection poor(MemoryConnection below, AtomicBoolean poor) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, args) -> {
                    if (method.getName().equals("write") && poor.get()) {
                        throw new OutOfMemoryError("a test's");
                    }
                    try {
                        return method.invoke(below, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A flusher that finds no memory: the handler's write fails, and the connection comes to its end. */
    @Test
    void aFlusherThatFindsNoMemoryEndsTheConnection() throws Exception {
        AtomicBoolean poor = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        MemoryServer server = new MemoryServer(
                (w, r) -> {
                    begun.countDown();
                    go.await();
                    try {
                        assertThrows(IOException.class, () -> {
                            while (true) {
                                w.write(new byte[65_536]);
                            }
                        });
                    } finally {
                        failed.countDown();
                    }
                },
                Peer.CONFIG);
        MemoryConnection below = MemoryConnection.open(server, "h2", null);
        Http2Protocol protocol = new Http2Protocol(server, Http2Config.DEFAULT);
        Thread engine = Thread.ofVirtual().start(() -> assertDoesNotThrow(() -> protocol.serve(poor(below, poor))));
        FrameSink frames = new FrameSink(1024);
        frames.put(ClientPreface.BYTES, 0, ClientPreface.BYTES.length);
        FrameWriter.settings(frames, Map.of());
        byte[] get = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01, 0x01, 'a'};
        int start = FrameWriter.beginHeaders(frames, 1, true);
        frames.put(get, 0, get.length);
        FrameWriter.endHeaders(frames, start);
        below.send(Arrays.copyOf(frames.array(), frames.length()));
        begun.await();
        below.awaitWrites(2);
        poor.set(true);
        go.countDown();
        failed.await();
        engine.join();
        assertEquals("abort", below.events().getFirst());
        while (server.counters().running() > 0) {
            // The handler has had its failure and returns.
            Thread.yield();
        }
    }
}
