package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator for handshakes: {@link HandshakeClient}. */
final class Handshakes implements LoadGenerator {
    private static final Pattern RESULT = Pattern.compile(
            "requests (\\d+) full (\\d+) micros (\\d+) " + Percentiles.WORDS + " bad (\\d+) errors (\\d+)");

    private final Workload workload;
    private final JavaLoadProcess client;

    Handshakes(Placement placement, Workload workload, Path target) throws IOException {
        this.workload = workload;
        String sort = workload.kind() == Workload.Kind.TLS_RESUMED ? HandshakeClient.RESUMED : HandshakeClient.FULL;
        client = new JavaLoadProcess(
                placement, target, HandshakeClient.class, List.of(sort, Integer.toString(workload.connections())));
    }

    @Override
    public LoadResult run(int port, int seconds) throws IOException {
        return parse(client.run(port, seconds), workload);
    }

    /** A run whose handshakes were of the other sort has measured something else, and does not count. */
    static LoadResult parse(String line, Workload workload) throws IOException {
        Matcher result = RESULT.matcher(line);
        if (!result.matches()) {
            throw new IOException("cannot read what the client of the handshakes says: " + line);
        }
        long requests = Long.parseLong(result.group(1));
        long full = Long.parseLong(result.group(2));
        long errors = Long.parseLong(result.group(8));
        if (workload.kind() == Workload.Kind.TLS_RESUMED) {
            // Each client begins with one, and after a broken connection has no ticket for the next.
            if (full > workload.connections() + 2 * errors) {
                throw new CannotException("resumes no sessions: " + full + " of " + requests + " handshakes were full");
            }
        } else if (full < requests) {
            throw new IOException("only " + full + " of " + requests + " handshakes were full");
        }
        return new LoadResult(
                requests,
                Long.parseLong(result.group(3)) / 1e6,
                Percentiles.of(result, 4),
                Long.parseLong(result.group(7)),
                errors);
    }

    @Override
    public void close() {
        client.close();
    }
}
