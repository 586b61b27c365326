package dev.weir.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the user asked for.
 *
 * @param help whether to print the usage only
 * @param peers the servers, in the order of the report
 * @param plan what is measured, in this order
 * @param compares whether this build of Weir is measured beside an earlier one, and nothing else
 * @param keep whether the results go into the tree, with the charts
 * @param pace how long and how often
 * @param budgetSeconds the time for all, from the start of the program; infinite for no limit
 * @param serverCore the core that the server is pinned to, where it has one to itself
 * @param loadCore the core that the load generator is pinned to then
 */
record BenchOptions(
        boolean help,
        List<BenchServer> peers,
        List<PlannedWorkload> plan,
        boolean compares,
        boolean keep,
        Pace pace,
        double budgetSeconds,
        int serverCore,
        int loadCore) {

    static final String HELP =
            """
            usage: weir bench [OPTION...]
            Measures server CPU microseconds per request of Weir and of its peers.

              --quick              short runs, of as much as fits into ten minutes, the build included
              --servers a,b,c      %s
                       or all; default: all
              --workloads a,b,c    %s
                       or all, ws (those with ws-) or scale; default: h1-64, h1-512, h1-pipelined
                       -two-cores: server and load on all cores, not pinned; -neighbours: beside two
                       processes that compute; rate-N: N requests a second; mixed: half of the
                       requests for an answer that sleeps 20 ms
              --passes             a round of every workload, then the next round, on servers that stay: as much as
                       possible of all is measured early; with --workloads all by itself, where
                       each workload has the servers that it is of interest with, unless they are named
              --seconds N          length of a measured run, 1 to 300; default 6 (quick: 2; passes: 1)
              --rounds N           measured runs of each server, 1 to 99; default 3 (quick: 2)
              --minutes N          the time for all, 1 to 1440; what does not fit is left out; default none (quick: 10)
              --compare COMMIT     this build of Weir and that of the commit, weir-before, in turns; ten rounds of 2 s
              --keep               puts the results into testing/bench/results.tsv, and draws docs/charts
              --disturbed          counts runs that others have disturbed, and does not wait for idle cores
              --server-core N      the core for the server, where it is pinned; default 1
              --load-core N        the core for the load generator, likewise; default 0
              --help               this text
            """.formatted(labels(asked(), BenchServer::label), labels(Workload.values(), Workload::label));

    private static final int LINE = 90;
    private static final int MAX_SECONDS = 300;
    private static final int MAX_ROUNDS = 99;
    private static final int MAX_CORE = 1023;
    private static final int MAX_MINUTES = 1440;
    private static final int QUICK_MINUTES = 10;
    private static final String ALL = "all";

    static BenchOptions parse(String... args) throws BenchUsageException {
        boolean quick = false;
        boolean help = false;
        boolean disturbed = false;
        boolean compares = false;
        boolean keep = false;
        boolean passes = false;
        boolean everything = false;
        boolean groups = true;
        List<BenchServer> peers = List.of(asked());
        List<Workload> workloads = List.of();
        int seconds = 0;
        int rounds = 0;
        int minutes = 0;
        int serverCore = 1;
        int loadCore = 0;
        for (int i = 0; i < args.length; i++) {
            String name = args[i];
            switch (name) {
                case "--quick" -> quick = true;
                case "--help" -> help = true;
                case "--disturbed" -> disturbed = true;
                case "--keep" -> keep = true;
                // The script has built it, and says where.
                case "--compare" -> compares = !value(args, ++i).isEmpty();
                case "--passes" -> passes = true;
                case "--servers" -> {
                    String value = value(args, ++i);
                    groups = value.equals(ALL);
                    peers = groups ? List.of(asked()) : list(name, value, asked(), BenchServer::label);
                }
                case "--workloads" -> {
                    String value = value(args, ++i);
                    workloads = workloads(name, value);
                    everything = value.equals(ALL);
                }
                case "--seconds" -> seconds = number(name, value(args, ++i), 1, MAX_SECONDS);
                case "--rounds" -> rounds = number(name, value(args, ++i), 1, MAX_ROUNDS);
                case "--minutes" -> minutes = number(name, value(args, ++i), 1, MAX_MINUTES);
                case "--server-core" -> serverCore = number(name, value(args, ++i), 0, MAX_CORE);
                case "--load-core" -> loadCore = number(name, value(args, ++i), 0, MAX_CORE);
                default -> throw new BenchUsageException("unknown option " + name + "; --help shows all");
            }
        }
        if (serverCore == loadCore) {
            throw new BenchUsageException("server and load generator need a core each, both have " + serverCore);
        }
        passes |= everything && !quick && !compares;
        Pace pace = passes ? Pace.PASSES : quick ? Pace.QUICK : compares ? Pace.COMPARE : Pace.FULL;
        peers = compares ? List.of(BenchServer.WEIR, BenchServer.WEIR_BEFORE) : peers;
        pace = seconds == 0 ? pace : pace.withSeconds(seconds);
        pace = rounds == 0 ? pace : pace.withRounds(rounds);
        pace = disturbed ? pace.keepingDisturbed() : pace;
        if (minutes == 0 && quick) {
            minutes = QUICK_MINUTES;
        }
        List<Workload> wanted = workloads.isEmpty() ? Workload.USUAL : workloads;
        List<PlannedWorkload> plan = passes
                ? PlannedWorkload.inPasses(wanted, groups)
                : workloads.isEmpty() && quick ? PlannedWorkload.QUICK : PlannedWorkload.of(wanted);
        double budget = minutes == 0 ? Double.POSITIVE_INFINITY : minutes * 60.0;
        return new BenchOptions(help, peers, plan, compares, keep, pace, budget, serverCore, loadCore);
    }

    /** Where the server of a workload runs. */
    Placement serverPlacement(Workload workload) {
        return workload.allCores() ? new Placement.Free() : new Placement.Pinned(serverCore);
    }

    /** Where the load generator of a workload runs. */
    Placement loadPlacement(Workload workload) {
        return workload.allCores() ? new Placement.Free() : new Placement.Pinned(loadCore);
    }

    private static List<Workload> workloads(String name, String value) throws BenchUsageException {
        if (value.equals(ALL)) {
            return List.of(Workload.values());
        }
        List<String> words = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            if (word.equals("ws") || word.equals("scale")) {
                Arrays.stream(Workload.values())
                        .map(Workload::label)
                        .filter(label -> label.startsWith(word + "-"))
                        .forEach(words::add);
            } else {
                words.add(word);
            }
        }
        return list(name, String.join(",", words), Workload.values(), Workload::label);
    }

    /** The servers that can be asked for by name, which those are not that {@code --compare} brings. */
    private static BenchServer[] asked() {
        return Arrays.stream(BenchServer.values())
                .filter(peer -> peer != BenchServer.WEIR_BEFORE)
                .toArray(BenchServer[]::new);
    }

    private static String value(String[] args, int i) throws BenchUsageException {
        if (i == args.length) {
            throw new BenchUsageException(args[i - 1] + " needs a value");
        }
        return args[i];
    }

    private static int number(String name, String value, int min, int max) throws BenchUsageException {
        try {
            int n = Integer.parseInt(value);
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of its range.
        }
        throw new BenchUsageException(name + " takes a number from " + min + " to " + max + ", not " + value);
    }

    private static <T> List<T> list(String name, String value, T[] known, Function<T, String> label)
            throws BenchUsageException {
        List<T> chosen = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            Optional<T> found = Arrays.stream(known)
                    .filter(one -> label.apply(one).equals(word))
                    .findFirst();
            if (found.isEmpty()) {
                throw new BenchUsageException(
                        name + " takes of " + labels(known, label).replaceAll("\\s+", " ") + ", not \"" + word + "\"");
            }
            if (!chosen.contains(found.get())) {
                chosen.add(found.get());
            }
        }
        return chosen;
    }

    /** All names, in lines of a few for the help. */
    private static <T> String labels(T[] known, Function<T, String> label) {
        StringBuilder text = new StringBuilder();
        int lineStart = 0;
        for (T one : known) {
            String name = label.apply(one);
            boolean first = text.isEmpty();
            if (!first && text.length() - lineStart + name.length() > LINE) {
                text.append(",\n           ");
                lineStart = text.length();
            } else {
                text.append(first ? "" : ", ");
            }
            text.append(name);
        }
        return text.toString();
    }
}
