package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator for latencies at a fixed rate: {@link RateClient}. */
final class RateLoad implements LoadGenerator {
    private static final Pattern RESULT =
            Pattern.compile("requests (\\d+) micros (\\d+) " + Percentiles.WORDS + " bad (\\d+) errors (\\d+)");

    private final JavaLoadProcess client;

    RateLoad(int core, Workload workload, Path target) throws IOException {
        client = new JavaLoadProcess(
                core,
                target,
                RateClient.class,
                workload.http2() ? RateClient.HTTP2 : RateClient.HTTP1,
                Integer.toString(workload.connections()),
                Integer.toString(workload.depth()),
                Integer.toString(Workload.RATE));
    }

    @Override
    public LoadResult run(int port, int seconds) throws IOException {
        return parse(client.run(port, seconds));
    }

    /** What stands after the numbers is why a run has failed. */
    static LoadResult parse(String line) throws IOException {
        Matcher result = RESULT.matcher(line);
        if (!result.matches()) {
            throw new IOException("the client with a rate says: " + line);
        }
        return new LoadResult(
                Long.parseLong(result.group(1)),
                Long.parseLong(result.group(2)) / 1e6,
                Percentiles.of(result, 3),
                Long.parseLong(result.group(6)),
                Long.parseLong(result.group(7)));
    }

    @Override
    public void close() {
        client.close();
    }
}
