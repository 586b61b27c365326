package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;

/** The load generator with a closed loop of our own: {@link LoopClient}. */
final class LoopLoad implements LoadGenerator {
    /** How long ten thousand connections may take on a machine that is busy, in seconds, before the client is ended. */
    private static final int PREPARE_SECONDS = 60;

    private final JavaLoadProcess client;

    LoopLoad(Placement placement, Workload workload, Path target) throws IOException {
        client = new JavaLoadProcess(
                placement, target, LoopClient.class, LoopPlan.of(workload).words());
    }

    @Override
    public void prepare(int port) throws IOException {
        String said = client.run(port, PREPARE_SECONDS, LoopClient.OPEN);
        if (!said.equals(LoopClient.OPEN)) {
            throw new IOException("cannot connect: " + said);
        }
    }

    @Override
    public LoadResult run(int port, int seconds) throws IOException {
        return RateLoad.parse(client.run(port, seconds));
    }

    @Override
    public void close() {
        client.close();
    }
}
