package dev.weir.bench;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator for HTTP/2, over TLS or with knowledge that a server speaks it. */
final class H2load implements LoadGenerator {
    private static final int GRACE_SECONDS = 20;

    private static final Pattern REQUESTS = Pattern.compile(
            "requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUS =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    private final int core;
    private final Workload workload;

    H2load(int core, Workload workload) {
        this.core = core;
        this.workload = workload;
    }

    @Override
    public WrkResult run(int port, int seconds) throws IOException, InterruptedException {
        return parse(LoadGenerator.output(command(port, seconds), seconds + GRACE_SECONDS), seconds);
    }

    List<String> command(int port, int seconds) {
        return List.of("taskset", "-c", Integer.toString(core), "h2load", "-D", Integer.toString(seconds), "-t", "1",
                "-c",
                Integer.toString(workload.connections()), "-m", Integer.toString(workload.depth()),
                workload.uri(port));
    }

    /** It has no percentiles: the time of 99 of 100 is unknown, 0. */
    static WrkResult parse(String output, int seconds) throws IOException {
        Matcher requests = REQUESTS.matcher(output);
        Matcher status = STATUS.matcher(output);
        if (!requests.find() || !status.find()) {
            throw new IOException("cannot read what h2load says: " + output.strip());
        }
        long answered = Long.parseLong(status.group(1));
        long bad = Long.parseLong(status.group(2)) + Long.parseLong(status.group(3)) + Long.parseLong(status.group(4));
        long errors = Long.parseLong(requests.group(2)) + Long.parseLong(requests.group(3))
                + Long.parseLong(requests.group(4));
        return new WrkResult(answered + bad, seconds, 0, bad, errors);
    }
}
