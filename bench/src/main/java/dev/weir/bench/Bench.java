package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load benchmark: what a request costs the server, in processor time, against other servers measured in the same
 * run. This class is the program; {@link Session} does the measuring of one workload.
 *
 * <p>It runs from the folder {@code bench/target}, which it is told by the system property {@code weir.bench.target}.
 */
public final class Bench {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    private Bench() {}

    /**
     * Measures and prints.
     *
     * @param args see {@link Options#HELP}
     */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                out.print(Options.HELP);
                return 0;
            }
            Machine.check(options);
            return measure(options, out, err) ? 0 : EXIT_FAILED;
        } catch (UsageException e) {
            err.println("bench: " + e.getMessage());
            return EXIT_USAGE;
        } catch (IOException e) {
            err.println("bench: " + e);
            return EXIT_FAILED;
        } catch (InterruptedException e) {
            err.println("bench: interrupted");
            return EXIT_FAILED;
        }
    }

    /** True when every server could be measured with every workload. */
    private static boolean measure(Options options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, UsageException {
        Path target = Path.of(System.getProperty("weir.bench.target", "target")).toAbsolutePath();
        out.println(Machine.describe());
        List<Row> rows = new ArrayList<>();
        Results results = new Results(target);
        // One certificate for all servers of a run, so that none has a cheaper one.
        try (KeyStoreFile keyStore = KeyStoreFile.create()) {
            for (Workload workload : options.workloads()) {
                try (Session session = new Session(options, workload, target, keyStore, results, err)) {
                    rows.addAll(session.measure());
                }
            }
        }
        results.writeRows(rows);
        out.println();
        out.print(Report.render(rows));
        out.println();
        out.println(Machine.describe());
        out.println("TSV: " + results.rowsFile() + " and " + results.runsFile());
        return rows.stream().allMatch(Row::measured);
    }
}
