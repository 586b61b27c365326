package dev.weir.conformance.semantics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.handlers.FileServer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that stay open, over the wire: of every size that goes its own way, while they change, and to slow clients. */
class OpenFilesOverTheWireTest {
    /** About what is held back, read with the head, read in pieces, and transferred in pieces. */
    private static final int[] SIZES = {
        0, 1, 4095, 4096, 4097, 8192, 12_288, 12_289, 20_479, 20_480, 20_481, 65_536, 135_168, 135_169, 139_264,
        300_000, 1 << 20
    };

    private static final int HUGE = 24 << 20;

    @TempDir
    private Path folder;

    private FileServer files;

    @BeforeEach
    void make() {
        files = FileServer.builder(folder).openFiles(10, Duration.ofDays(1)).build();
    }

    private byte[] put(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Files.write(folder.resolve(name), content);
        return content;
    }

    private static byte[] read(ObservedServer s, String target) throws Exception {
        try (Call call = s.get(target)) {
            byte[] content = call.reply().readAll();
            s.ends.next();
            return content;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileOfAnySizeIsTheSameEachTime(Wiring wiring) throws Exception {
        try (ObservedServer s = new ObservedServer(wiring, files)) {
            for (int size : SIZES) {
                byte[] content = put(size + ".bin", size);
                for (int i = 0; i < 2; i++) {
                    assertArrayEquals(content, read(s, "/" + size + ".bin"), size + " bytes");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsCutShortWhileItIsSentBreaksOffAndIsLookedForAnew(Wiring wiring) throws Exception {
        put("a.bin", HUGE);
        try (ObservedServer s = new ObservedServer(wiring, files)) {
            try (Call call = s.get("/a.bin")) {
                Reply reply = call.reply();
                assertEquals(200, reply.status());
                reply.read();
                try (FileChannel file = FileChannel.open(folder.resolve("a.bin"), StandardOpenOption.WRITE)) {
                    file.truncate(1000);
                }
                assertThrows(IOException.class, reply::readAll);
                s.ends.next();
            }
            try (Client other = wiring.connect(s.server);
                    Call call = other.open("GET", "/a.bin", List.of(), 0)) {
                call.end(List.of());
                assertEquals(1000, call.reply().readAll().length);
                s.ends.next();
            }
        }
    }

    /** And to another client meanwhile: there is one file for both. */
    @ParameterizedTest
    @EnumSource
    void aClientThatDoesNotReadForAWhileGetsItAllThough(Wiring wiring) throws Exception {
        byte[] content = put("a.bin", HUGE);
        try (ObservedServer s = new ObservedServer(wiring, files)) {
            try (Call slow = s.get("/a.bin")) {
                Reply reply = slow.reply();
                Files.delete(folder.resolve("a.bin"));
                try (Client other = wiring.connect(s.server);
                        Call call = other.open("GET", "/a.bin", List.of(), 0)) {
                    call.end(List.of());
                    assertArrayEquals(content, call.reply().readAll());
                    s.ends.next();
                }
                assertArrayEquals(content, reply.readAll());
                s.ends.next();
            }
        }
    }

    @Test
    void clientsThatGoLeaveTheFileOpenForTheOthers() throws Exception {
        byte[] content = put("a.bin", HUGE);
        try (ObservedServer s = new ObservedServer(Wiring.HTTP1, files)) {
            assertArrayEquals(content, read(s, "/a.bin"));
            Files.delete(folder.resolve("a.bin"));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    boolean leaves = i % 2 == 0;
                    all.add(threads.submit(() -> {
                        try (Client client = Wiring.HTTP1.connect(s.server);
                                Call call = client.open("GET", "/a.bin", List.of(), 0)) {
                            call.end(List.of());
                            Reply reply = call.reply();
                            assertTrue(reply.read().length > 0);
                            if (leaves) {
                                call.abandon();
                            } else {
                                reply.readAll();
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
            }
            for (int i = 0; i < 20; i++) {
                s.ends.next();
            }
            assertArrayEquals(content, read(s, "/a.bin"));
        }
    }
}
