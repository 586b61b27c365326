package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator for HTTP/2, over TLS or with knowledge that a server speaks it. */
final class H2load implements LoadGenerator {
    private static final int GRACE_SECONDS = 20;

    private static final Pattern REQUESTS =
            Pattern.compile("requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed, "
                    + "(\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUS =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    private final Path posted;
    private final Placement placement;
    private final Workload workload;

    /**
     * Makes one.
     *
     * @param posted a file with the content that requests have where they have some
     */
    H2load(Placement placement, Workload workload, Path posted) {
        this.posted = posted;
        this.placement = placement;
        this.workload = workload;
    }

    @Override
    public LoadResult run(int port, int seconds) throws IOException, InterruptedException {
        return parse(LoadGenerator.output(command(port, seconds), seconds + GRACE_SECONDS), seconds);
    }

    List<String> command(int port, int seconds) {
        List<String> command = new ArrayList<>(List.of("h2load"));
        command.addAll(List.of("-D", Integer.toString(seconds), "-t", "1"));
        command.addAll(List.of("-c", Integer.toString(workload.connections())));
        command.addAll(List.of("-m", Integer.toString(workload.depth())));
        if (workload.tls()) {
            // Servers that let the client choose, or know no such setting, have the same suite as the others.
            command.add("--tls13-ciphers=TLS_AES_128_GCM_SHA256");
        }
        workload.fields().forEach(field -> command.addAll(List.of("-H", field)));
        if (workload.target().posts()) {
            command.addAll(List.of("-d", posted.toString()));
        }
        command.add(workload.uri(port));
        return placement.command(command);
    }

    /** It has no percentiles: the times are unknown. */
    static LoadResult parse(String output, int seconds) throws IOException {
        Matcher requests = REQUESTS.matcher(output);
        Matcher status = STATUS.matcher(output);
        if (!requests.find() || !status.find()) {
            throw new IOException("cannot read what h2load says: " + output.strip());
        }
        long answered = Long.parseLong(status.group(1));
        long bad = Long.parseLong(status.group(2)) + Long.parseLong(status.group(3)) + Long.parseLong(status.group(4));
        long errors = Long.parseLong(requests.group(2))
                + Long.parseLong(requests.group(3))
                + Long.parseLong(requests.group(4));
        return new LoadResult(answered + bad, seconds, Percentiles.UNKNOWN, bad, errors);
    }
}
