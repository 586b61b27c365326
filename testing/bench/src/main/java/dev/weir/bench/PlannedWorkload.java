package dev.weir.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A workload, and with which of the servers.
 *
 * @param workload the workload
 * @param pilot where the few best servers are enough, the workload whose rows say which those are; else null
 * @param among where it is only of interest with some, those; else null, and those that cannot do it are named too
 */
record PlannedWorkload(Workload workload, Workload pilot, Set<BenchServer> among) {
    /** How many servers a workload with a pilot has beside Weir. */
    private static final int BEST = 3;

    /** The order in which ten minutes are used up: the three pilots with all servers, then what is most unlike them. */
    static final List<PlannedWorkload> QUICK = List.of(
            all(Workload.H1_64),
            all(Workload.H2C_8X100),
            all(Workload.TLS_H1),
            few(Workload.H1_PIPELINED, Workload.H1_64),
            few(Workload.TLS_H2, Workload.H2C_8X100),
            few(Workload.START, Workload.H1_64),
            few(Workload.H1_64_TWO_CORES, Workload.H1_64),
            few(Workload.RATE_20000_H1_TWO_CORES, Workload.H1_64),
            few(Workload.RATE_5000_H1, Workload.H1_64),
            few(Workload.BODY_H1, Workload.H1_64),
            few(Workload.FILE_H1, Workload.H1_64),
            few(Workload.FILE_4K_H1, Workload.H1_64),
            few(Workload.FILE_64K_H1, Workload.H1_64),
            few(Workload.ECHO_H1, Workload.H1_64),
            few(Workload.IDLE, Workload.H1_64),
            few(Workload.H1_CLOSE, Workload.H1_64),
            few(Workload.H2C_1X100, Workload.H2C_8X100),
            few(Workload.BODY_H2C, Workload.H2C_8X100),
            few(Workload.ECHO_H2C, Workload.H2C_8X100),
            few(Workload.RATE_5000_H2C, Workload.H2C_8X100),
            few(Workload.TLS_FULL, Workload.TLS_H1),
            few(Workload.H1_512, Workload.H1_64),
            few(Workload.H2C_32X10, Workload.H2C_8X100),
            few(Workload.TLS_RESUMED, Workload.TLS_H1),
            few(Workload.TLS_FULL_RSA, Workload.TLS_H1),
            few(Workload.TLS_RESUMED_RSA, Workload.TLS_H1),
            few(Workload.MIXED_H1, Workload.H1_64),
            few(Workload.H1_64_NEIGHBOURS, Workload.H1_64),
            few(Workload.RATE_20000_H1_NEIGHBOURS, Workload.H1_64),
            few(Workload.H2C_1X1, Workload.H2C_8X100),
            few(Workload.RATE_20000_H1, Workload.H1_64),
            few(Workload.RATE_20000_H2C, Workload.H2C_8X100),
            few(Workload.H2C_32X10_TWO_CORES, Workload.H2C_8X100),
            few(Workload.TLS_H1_TWO_CORES, Workload.TLS_H1),
            few(Workload.RATE_20000_H2C_TWO_CORES, Workload.H2C_8X100),
            few(Workload.RATE_5000_H1_TWO_CORES, Workload.H1_64),
            few(Workload.RATE_5000_H2C_TWO_CORES, Workload.H2C_8X100),
            few(Workload.MIXED_H2C, Workload.H2C_8X100),
            all(Workload.FILE_TLS),
            all(Workload.FILE_4K_TLS),
            all(Workload.FILE_64K_TLS),
            all(Workload.FILE_H2C),
            all(Workload.FILE_4K_H2C),
            all(Workload.FILE_64K_H2C),
            all(Workload.GZIP_16K),
            all(Workload.JSON_WRITE),
            all(Workload.JSON_READ),
            all(Workload.SIDECAR_H1),
            all(Workload.WS_ECHO_64),
            all(Workload.WS_ECHO_16K),
            all(Workload.WS_ECHO_64_DEFLATE),
            all(Workload.WS_ECHO_16K_DEFLATE),
            all(Workload.WS_BROADCAST),
            all(Workload.WS_IDLE),
            few(Workload.SCALE_H1_64, Workload.H1_64),
            few(Workload.SCALE_H1_512, Workload.H1_64),
            few(Workload.SCALE_H1_2000, Workload.H1_64),
            few(Workload.SCALE_H1_10000, Workload.H1_64),
            few(Workload.SCALE_H2C_1, Workload.H2C_8X100),
            few(Workload.SCALE_H2C_10, Workload.H2C_8X100),
            few(Workload.SCALE_H2C_50, Workload.H2C_8X100),
            few(Workload.SCALE_H2C_250, Workload.H2C_8X100),
            all(Workload.SCALE_ROUTES_10),
            all(Workload.SCALE_ROUTES_100),
            all(Workload.SCALE_ROUTES_1000),
            all(Workload.SCALE_ROUTES_10000),
            all(Workload.SCALE_ROUTES_100000),
            few(Workload.SCALE_FIELDS_H1_0, Workload.H1_64),
            few(Workload.SCALE_FIELDS_H1_10, Workload.H1_64),
            few(Workload.SCALE_FIELDS_H1_30, Workload.H1_64),
            few(Workload.SCALE_FIELDS_H1_90, Workload.H1_64),
            few(Workload.SCALE_FIELDS_H2C_0, Workload.H2C_8X100),
            few(Workload.SCALE_FIELDS_H2C_10, Workload.H2C_8X100),
            few(Workload.SCALE_FIELDS_H2C_30, Workload.H2C_8X100),
            few(Workload.SCALE_FIELDS_H2C_90, Workload.H2C_8X100),
            all(Workload.SCALE_BYTES_H1_1K),
            all(Workload.SCALE_BYTES_H1_16K),
            all(Workload.SCALE_BYTES_H1_128K),
            all(Workload.SCALE_BYTES_H1_1M),
            all(Workload.SCALE_BYTES_H1_16M),
            all(Workload.SCALE_BYTES_H2C_1K),
            all(Workload.SCALE_BYTES_H2C_16K),
            all(Workload.SCALE_BYTES_H2C_128K),
            all(Workload.SCALE_BYTES_H2C_1M),
            all(Workload.SCALE_BYTES_H2C_16M),
            few(Workload.SCALE_ECHO_H1_1K, Workload.H1_64),
            few(Workload.SCALE_ECHO_H1_16K, Workload.H1_64),
            few(Workload.SCALE_ECHO_H1_128K, Workload.H1_64),
            few(Workload.SCALE_ECHO_H1_1M, Workload.H1_64),
            few(Workload.SCALE_ECHO_H1_16M, Workload.H1_64),
            few(Workload.SCALE_ECHO_H2C_1K, Workload.H2C_8X100),
            few(Workload.SCALE_ECHO_H2C_16K, Workload.H2C_8X100),
            few(Workload.SCALE_ECHO_H2C_128K, Workload.H2C_8X100),
            few(Workload.SCALE_ECHO_H2C_1M, Workload.H2C_8X100),
            few(Workload.SCALE_ECHO_H2C_16M, Workload.H2C_8X100));

    private static PlannedWorkload all(Workload workload) {
        return new PlannedWorkload(workload, null, null);
    }

    private static PlannedWorkload few(Workload workload, Workload pilot) {
        return new PlannedWorkload(workload, pilot, null);
    }

    /** Each workload with all servers. */
    static List<PlannedWorkload> of(List<Workload> workloads) {
        return workloads.stream().map(PlannedWorkload::all).toList();
    }

    /** Beside which Weir is measured where what grows is looked at, or what depends on the machine more than on the server. */
    private static final Set<BenchServer> NEAREST = EnumSet.of(BenchServer.WEIR, BenchServer.NETTY, BenchServer.NGINX);

    /** The same for handshakes, which take most of a minute until a server for the JVM is warm. */
    private static final Set<BenchServer> NEAREST_OVER_TLS =
            EnumSet.of(BenchServer.WEIR, BenchServer.WEIR_OPENSSL, BenchServer.NETTY, BenchServer.NGINX);

    private static final Set<BenchServer> NEAREST_THAT_SLEEP =
            EnumSet.of(BenchServer.WEIR, BenchServer.NETTY, BenchServer.HELIDON);
    /** Those that read files themselves where they must. */
    private static final Set<BenchServer> NEAREST_WITH_FILES =
            EnumSet.of(BenchServer.WEIR, BenchServer.VERTX, BenchServer.NGINX);

    private static final Set<BenchServer> EVERY = EnumSet.allOf(BenchServer.class);

    /**
     * The plan of passes: those that can share servers one after the other, small answers first; those without requests
     * at the end.
     *
     * @param groups whether each has the servers that it is of interest with, and not all that are asked for
     */
    static List<PlannedWorkload> inPasses(List<Workload> workloads, boolean groups) {
        List<Workload> rest = new ArrayList<>(workloads);
        rest.sort(Comparator.comparing((Workload one) -> !one.requests())
                .thenComparing(one -> one.target() != RequestTarget.PLAINTEXT)
                .thenComparing(one -> one.mixed()));
        List<PlannedWorkload> plan = new ArrayList<>();
        while (!rest.isEmpty()) {
            Workload first = rest.getFirst();
            List<Workload> alike = rest.stream()
                    .filter(one -> one == first || one.requests() && first.requests() && one.sharesServers(first))
                    .toList();
            alike.forEach(one -> plan.add(new PlannedWorkload(one, null, groups ? group(one) : null)));
            rest.removeAll(alike);
        }
        return plan;
    }

    private static Set<BenchServer> group(Workload workload) {
        if (workload.mixed()) {
            return NEAREST_THAT_SLEEP;
        }
        if (workload.handshakes()) {
            return NEAREST_OVER_TLS;
        }
        if (workload.copiesFiles()) {
            return NEAREST_WITH_FILES;
        }
        boolean scale = workload.label().startsWith("scale-") && workload.routes() == 0;
        return scale || workload.rated() || workload.allCores() ? NEAREST : EVERY;
    }

    /** Those of the servers that it is measured with. */
    List<BenchServer> able(List<BenchServer> asked) {
        return asked.stream()
                .filter(peer -> peer.refusal(workload).isEmpty() && (among == null || among.contains(peer)))
                .toList();
    }

    /** About how long it takes, in seconds, going by which servers could have it. */
    double expectedSeconds(BenchOptions options, Readiness readiness) {
        List<BenchServer> able = able(options.peers());
        double all = able.stream()
                .mapToDouble(peer -> switch (workload.kind()) {
                    case IDLE -> IdleSession.EXPECTED_SECONDS;
                    case START -> StartSession.EXPECTED_SECONDS;
                    default -> Session.expectedSeconds(options.pace(), workload, peer, readiness);
                })
                .sum();
        return able.isEmpty() ? 0 : all * servers(able.size()) / able.size();
    }

    /** How many of so many servers it has. */
    int servers(int able) {
        return pilot == null ? able : Math.min(able, BEST + 1);
    }

    /**
     * The servers for it.
     *
     * @param asked those that the user wants
     * @param rows what was measured so far
     */
    List<BenchServer> peers(List<BenchServer> asked, List<ReportRow> rows) {
        if (pilot == null) {
            return among == null ? asked : able(asked);
        }
        Stream<BenchServer> own =
                Stream.of(BenchServer.WEIR, BenchServer.WEIR_IMAGE).filter(asked::contains);
        Stream<BenchServer> best = rows.stream()
                .filter(row ->
                        row.workload() == pilot && row.measured() && !row.peer().own())
                .sorted(Comparator.comparingDouble(ReportRow::micros))
                .map(ReportRow::peer)
                .filter(peer -> asked.contains(peer) && peer.refusal(workload).isEmpty())
                .limit(BEST);
        return Stream.concat(own.filter(peer -> peer.refusal(workload).isEmpty()), best)
                .toList();
    }
}
