package dev.weir.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The load benchmark: what a request costs the server, in processor time, against other servers measured in the same
 * run. This class is the program; {@link Measured} has the parts together.
 *
 * <p>It runs from the folder {@code bench/target}, which the system property {@code weir.bench.target} names.
 */
public final class Bench {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;
    /** What is kept of the time for all to end servers and to print. */
    private static final double REPORT_SECONDS = 15;

    private Bench() {}

    /**
     * Measures and prints.
     *
     * @param args see {@link BenchOptions#HELP}
     */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            BenchOptions options = BenchOptions.parse(args);
            if (options.help()) {
                out.print(BenchOptions.HELP);
                return 0;
            }
            Machine.check(options);
            return measure(options, out, err) ? 0 : EXIT_FAILED;
        } catch (BenchUsageException e) {
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

    /** True when nothing has failed. */
    private static boolean measure(BenchOptions options, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("weir.bench.target", "target")).toAbsolutePath();
        out.println(Machine.describe());
        Measured measured = new Measured();
        Results results = new Results(target);
        Budget budget = new Budget(options.budgetSeconds() - spentSeconds() - REPORT_SECONDS, System::nanoTime);
        try (Scratch scratch = new Scratch()) {
            scratch.fill();
            // The same certificates for all servers of a run, so that none has a cheaper one.
            Launcher launcher = new Launcher(
                    target, scratch, new KeyStoreFile(scratch.folder()), KeyStoreFile.rsa(scratch.folder()));
            Progress log = new Progress(err, Boolean.getBoolean("weir.bench.terminal"), System::nanoTime);
            List<Step> steps = Step.of(options);
            steps.forEach(step -> log.plan(step.seconds()));
            out.println(Step.summary(options, steps));
            Lab lab = new Lab(options, target, scratch, launcher, results, log, budget, Machine.ticksPerSecond());
            try (ServerPool pool = new ServerPool(lab)) {
                for (Step step : steps) {
                    measured.add(lab, step, pool);
                    results.write(measured.rows(), measured.idle(), measured.starts());
                }
            }
            log.end();
        }
        out.println();
        out.print(options.compares() ? CompareTable.render(measured.rows()) : measured.render());
        out.println();
        out.println(Machine.describe());
        out.println("TSV: " + results.files());
        if (options.keep()) {
            KeptResults.keep(target.resolve("../../..").normalize(), results.rows());
            out.println("Kept in testing/bench/results.tsv; the charts are in docs/charts");
        }
        return !measured.failed();
    }

    /** What the build before has taken, where the script says when it began. */
    private static double spentSeconds() {
        Long started = Long.getLong("weir.bench.started");
        return started == null ? 0 : Math.max(0, System.currentTimeMillis() / 1000.0 - started);
    }
}
