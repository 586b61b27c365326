package dev.weir.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The program behind {@code ./weir soak}: good and bad traffic to a server of its own for some minutes, and a table of
 * what came of it.
 *
 * <p>Its exit code is 0 when all promises were kept, 1 when one was broken, and 2 when the command line makes no sense
 * or the server does not start.
 */
public final class Soak {
    private static final int BROKEN = 1;
    private static final int UNUSABLE = 2;
    private static final int STANDARD_MINUTES = 10;
    /** A day: more digits are a slip of the finger. */
    private static final int MOST_MINUTES = 24 * 60;

    private static final String HELP = """
        usage: weir soak [--minutes N] [--keep]
          --minutes N    how long good and bad traffic goes on (10); before it comes a warm-up, and after it a rest
          --keep         keeps what was seen over time in testing/soak/results.tsv, and draws docs/charts
        """;

    private Soak() {}

    /**
     * Runs the program.
     *
     * @param args the options
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    public static void main(String[] args) throws InterruptedException {
        List<String> options = List.of(args);
        if (options.contains("--help")) {
            System.out.print(HELP);
            return;
        }
        // What --keep does is up to the script, which knows where the file is that is written in any case.
        int minutes =
                minutes(options.stream().filter(one -> !one.equals("--keep")).toList());
        if (minutes < 1) {
            System.err.print(HELP);
            System.exit(UNUSABLE);
        }
        SoakRun.Plan plan = SoakRun.Plan.of(Duration.ofMinutes(minutes));
        try {
            SoakReport report = run(plan);
            System.out.println(report.tables());
            List<String> broken = report.broken();
            broken.forEach(promise -> System.out.println("BROKEN: " + promise));
            System.out.println(broken.isEmpty() ? "all promises were kept" : broken.size() + " promises were broken");
            System.exit(broken.isEmpty() ? 0 : BROKEN);
        } catch (IOException e) {
            System.err.println("weir: " + e.getMessage());
            System.exit(UNUSABLE);
        }
    }

    private static SoakReport run(SoakRun.Plan plan) throws IOException, InterruptedException {
        // The script that starts this knows whether it is one.
        boolean terminal = Boolean.getBoolean("weir.terminal");
        String samples = System.getProperty("weir.soak.samples", "");
        Timeline timeline = new Timeline(System::nanoTime);
        try (Countdown countdown = new Countdown(System.err, terminal, plan.total(), System::nanoTime)) {
            return SoakRun.run(plan, countdown.start(), timeline);
        } finally {
            if (!samples.isEmpty()) {
                Files.writeString(Path.of(samples), timeline.tsv());
            }
        }
    }

    /** What the options say; 0 when they make no sense. */
    static int minutes(List<String> options) {
        if (options.isEmpty()) {
            return STANDARD_MINUTES;
        }
        if (options.size() != 2
                || !options.getFirst().equals("--minutes")
                || !options.getLast().matches("[0-9]{1,4}")) {
            return 0;
        }
        int minutes = Integer.parseInt(options.getLast());
        return minutes > MOST_MINUTES ? 0 : minutes;
    }
}
