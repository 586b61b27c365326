package dev.weir.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the user asked for.
 *
 * @param help only to be told how it is used
 * @param peers the servers, in the order of the report
 * @param workloads the workloads, in the order of the report
 * @param seconds the length of a measured run
 * @param warmUpSeconds the length of a warm-up
 * @param rounds how many measured runs each server has
 * @param serverCore the core that the server is pinned to
 * @param loadCore the core that the load generator is pinned to
 */
record Options(
        boolean help,
        List<Peer> peers,
        List<Workload> workloads,
        int seconds,
        int warmUpSeconds,
        int rounds,
        int serverCore,
        int loadCore) {

    static final String HELP =
            """
            Measures server CPU microseconds per request of Weir and of its peers.

            bench/run [options]
              --quick              short runs of the first workload only
              --servers a,b,c      weir, weir-bc, helidon, netty, vertx, jdk; default: all
              --workloads a,b,c    h1-64, h1-512, h1-pipelined, h1-close,
                       h2c-1x100, h2c-8x100, h2c-32x10,
                       tls-h1, tls-h2, tls-full, tls-resumed; default: the first three
              --seconds N          length of a measured run, 1 to 300; default 6 (quick: 3)
              --rounds N           measured runs of each server, 1 to 99; default 3
              --server-core N      the core for the server; default 1
              --load-core N        the core for the load generator; default 0
              --help               this text
            """;

    private static final int SECONDS = 6;
    private static final int WARM_UP_SECONDS = 3;
    private static final int QUICK_SECONDS = 3;
    private static final int QUICK_WARM_UP_SECONDS = 2;
    private static final int MAX_SECONDS = 300;
    private static final int ROUNDS = 3;
    private static final int MAX_ROUNDS = 99;
    private static final int MAX_CORE = 1023;

    static Options parse(String... args) throws UsageException {
        boolean quick = false;
        boolean help = false;
        List<Peer> peers = List.of(Peer.values());
        List<Workload> workloads = null;
        int seconds = 0;
        int rounds = ROUNDS;
        int serverCore = 1;
        int loadCore = 0;
        for (int i = 0; i < args.length; i++) {
            String name = args[i];
            switch (name) {
                case "--quick" -> quick = true;
                case "--help" -> help = true;
                case "--servers" -> peers = list(name, value(args, ++i), Peer.values(), Peer::label);
                case "--workloads" -> workloads = list(name, value(args, ++i), Workload.values(), Workload::label);
                case "--seconds" -> seconds = number(name, value(args, ++i), 1, MAX_SECONDS);
                case "--rounds" -> rounds = number(name, value(args, ++i), 1, MAX_ROUNDS);
                case "--server-core" -> serverCore = number(name, value(args, ++i), 0, MAX_CORE);
                case "--load-core" -> loadCore = number(name, value(args, ++i), 0, MAX_CORE);
                default -> throw new UsageException("unknown option " + name + "; --help shows all");
            }
        }
        if (serverCore == loadCore) {
            throw new UsageException("server and load generator need a core each, both have " + serverCore);
        }
        if (workloads == null) {
            workloads = quick ? List.of(Workload.H1_64) : Workload.USUAL;
        }
        if (seconds == 0) {
            seconds = quick ? QUICK_SECONDS : SECONDS;
        }
        int warmUp = quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
        return new Options(help, peers, workloads, seconds, warmUp, rounds, serverCore, loadCore);
    }

    private static String value(String[] args, int i) throws UsageException {
        if (i == args.length) {
            throw new UsageException(args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static int number(String name, String value, int min, int max) throws UsageException {
        try {
            int n = Integer.parseInt(value);
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of its range is.
        }
        throw new UsageException(name + " takes a number from " + min + " to " + max + ", not " + value);
    }

    private static <T> List<T> list(String name, String value, T[] known, Function<T, String> label)
            throws UsageException {
        List<T> chosen = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            Optional<T> found = Arrays.stream(known).filter(one -> label.apply(one).equals(word)).findFirst();
            if (found.isEmpty()) {
                String all = Arrays.stream(known).map(label).collect(Collectors.joining(", "));
                throw new UsageException(name + " takes of " + all + ", not \"" + word + "\"");
            }
            if (!chosen.contains(found.get())) {
                chosen.add(found.get());
            }
        }
        return chosen;
    }
}
