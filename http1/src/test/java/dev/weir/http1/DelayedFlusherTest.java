package dev.weir.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.engine.testkit.MemoryServer;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.support.BufferPool;
import dev.weir.http.core.support.DirectBuffers;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are sent late, when an Error is thrown meanwhile. */
@Timeout(60)
class DelayedFlusherTest {
    private static final OutOfMemoryError NO_MEMORY = new OutOfMemoryError("a test's");

    /** A connection that finds no memory when it is written to, or else tells of it. */
    private static Connection connection(boolean fails, CountDownLatch written) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, _) -> {
                    if (!method.getName().equals("write")) {
                        throw new IllegalStateException(method.getName());
                    }
                    written.countDown();
                    if (fails) {
                        throw NO_MEMORY;
                    }
                    return null;
                });
    }

    private static ResponseOutput output(Connection connection, DelayedFlusher flush) throws IOException {
        ResponseOutput output = new ResponseOutput(
                connection,
                new BufferPool(1024, 4),
                new DirectBuffers(new MemoryServer((w, r) -> {}, null), 1),
                flush,
                false);
        output.reserve(1);
        output.put((byte) 'a');
        return output;
    }

    /** The connection's thread neither waits for ever nor takes what was lost for sent; others' answers go out. */
    @Test
    void aWriteThatFindsNoMemoryEndsItsConnectionAlone() throws Exception {
        DelayedFlusher flush = new DelayedFlusher(new MemoryServer((w, r) -> {}, null));
        CountDownLatch tried = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        ResponseOutput poor = output(connection(true, tried), flush);
        ResponseOutput other = output(connection(false, sent), flush);
        poor.lend();
        tried.await();
        other.lend();
        sent.await();
        IOException e = assertThrows(IOException.class, poor::flush);
        assertEquals(NO_MEMORY, e.getCause());
        other.flush();
        flush.close();
    }
}
