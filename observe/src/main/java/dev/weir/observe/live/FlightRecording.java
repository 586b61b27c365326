package dev.weir.observe.live;

import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * Answers with a flight recording of the time from the request on: one at a time, and nothing of it is left. It is possible where
 * the module {@code jdk.jfr} is there.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class FlightRecording {
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration TO_SEND = Duration.ofMinutes(2);
    /** What holds words of the command line and the environment, where secrets stand at times. */
    private static final String[] NOT_FOR_OTHERS = {
        "jdk.InitialEnvironmentVariable",
        "jdk.InitialSystemProperty",
        "jdk.InitialSecurityProperty",
        "jdk.JVMInformation",
        "jdk.SystemProcess"
    };

    private final Duration time;
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param time how long a recording is */
    public FlightRecording(Duration time) {
        this.time = time;
    }

    /** Returns whether recordings are possible. */
    public static boolean possible() {
        return Presence.of(Presence.RECORDING);
    }

    boolean running() {
        return running.get();
    }

    Duration time() {
        return time;
    }

    /**
     * Records, and answers.
     *
     * @throws HttpError 404 where it is not possible, 409 while there is another, 503 when the server shuts down meanwhile
     */
    public void serve(ResponseWriter w, Request r) throws IOException, InterruptedException {
        if (!possible()) {
            throw new HttpError(404, "the module jdk.jfr is not there: start the program with --add-modules jdk.jfr");
        }
        if (!running.compareAndSet(false, true)) {
            throw new HttpError(409, "there is a flight recording already");
        }
        try {
            // The server's write timeout is not meant for this.
            w.writeDeadline(Duration.ZERO);
            r.onDrain(r::interruptHandler);
            Path file = Files.createTempFile("weir-", ".jfr");
            try {
                record(file, r);
                w.writeDeadline(TO_SEND);
                w.header("Content-Type", "application/octet-stream")
                        .header("Content-Disposition", "attachment; filename=\"weir.jfr\"")
                        .header("Content-Length", Long.toString(Files.size(file)));
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    w.transferFrom(channel, 0, channel.size());
                }
            } finally {
                Files.delete(file);
            }
        } finally {
            running.set(false);
        }
    }

    private void record(Path file, Request r) throws IOException, InterruptedException {
        try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
            recording.setName("weir");
            recording.setMaxSize(MOST_BYTES);
            for (String event : NOT_FOR_OTHERS) {
                recording.disable(event);
            }
            recording.start();
            Thread.sleep(time);
            recording.stop();
            recording.dump(file);
        } catch (ParseException e) {
            throw new IOException("the settings of flight recordings cannot be read", e);
        } catch (InterruptedException e) {
            if (r.cancelled()) {
                throw e;
            }
            throw new HttpError(503, "the server shuts down");
        }
    }
}
