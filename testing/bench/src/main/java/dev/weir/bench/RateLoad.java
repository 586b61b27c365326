package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator with a fixed rate: {@link RateClient}. */
final class RateLoad implements LoadGenerator {
    private static final Pattern RESULT = Pattern.compile("requests (\\d+) micros (\\d+) " + Percentiles.WORDS
            + " sleepers " + Percentiles.WORDS + " bad (\\d+) errors (\\d+)");

    private final boolean mixed;
    private final JavaLoadProcess client;

    RateLoad(Placement placement, Workload workload, Path target) throws IOException {
        RatePlan plan = RatePlan.of(workload);
        mixed = plan.mixed();
        client = new JavaLoadProcess(placement, target, RateClient.class, plan.words());
    }

    @Override
    public LoadResult run(int port, int seconds) throws IOException {
        return parse(client.run(port, seconds));
    }

    @Override
    public Optional<LoadGenerator> withoutSleepers() {
        return mixed
                ? Optional.of((port, seconds) -> parse(client.run(port, seconds, RateClient.ALONE)))
                : Optional.empty();
    }

    /** What stands after the numbers is why a run has failed. */
    static LoadResult parse(String line) throws IOException {
        Matcher result = RESULT.matcher(line);
        if (!result.matches()) {
            throw new IOException("the client says: " + line);
        }
        return new LoadResult(
                Long.parseLong(result.group(1)),
                Long.parseLong(result.group(2)) / 1e6,
                Percentiles.of(result, 3),
                Percentiles.of(result, 6),
                Long.parseLong(result.group(9)),
                Long.parseLong(result.group(10)));
    }

    @Override
    public void close() {
        client.close();
    }
}
