package dev.weir.samples;

import dev.weir.samples.cluster.Cluster;
import dev.weir.samples.cluster.ClusterException;
import java.util.List;

/**
 * The program behind {@code ./weir}: starts the demo or the echo server with the options of the command line, says
 * where it listens, and serves until Ctrl-C or SIGTERM; or several servers behind a balancer ({@link Cluster}).
 *
 * <p>Its exit code is 2, with one line on the standard error, when the command line makes no sense or a server cannot
 * start; 1 when requests had to be cut off as the grace of a shutdown was over; else what the signal makes it.
 */
public final class Main {
    private static final int CUT_OFF = 1;
    private static final int UNUSABLE = 2;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param args what to run, and options; {@code --help} lists them
     * @throws InterruptedException when the thread is interrupted while the program runs
     */
    public static void main(String[] args) throws InterruptedException {
        try {
            if (args.length > 0 && args[0].equals("cluster")) {
                Cluster.run(List.of(args).subList(1, args.length));
                return;
            }
            Options options = Options.parse(args);
            if (options.program() == Options.Program.HELP) {
                System.out.print(options.help());
            } else if (options.printsSettings()) {
                System.out.print(options.settings().table());
            } else {
                serve(options);
            }
        } catch (UsageException | ClusterException e) {
            System.err.println("weir: " + e.getMessage());
            System.exit(UNUSABLE);
        }
    }

    private static void serve(Options options) throws UsageException, InterruptedException {
        ProgramServers servers = ProgramServers.start(options);
        String cutOff = "weir: the grace of " + options.grace().toMillis() + " ms is over: requests were cut off";
        Stopper stopper = servers.stopper(options.grace());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopper, cutOff), "weir-shutdown"));
        if (servers.hasCertificates()) {
            HangUp.runs(servers::reloadCertificates);
        }
        servers.urls().forEach(System.out::println);
        System.out.flush();
        servers.awaitStop();
    }

    /** Whatever happens, the process ends: also when no memory is left to say why. */
    private static void stop(Stopper stopper, String cutOff) {
        boolean clean = false;
        try {
            clean = stopper.stop();
            if (!clean) {
                System.err.println(cutOff);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a shutdown hook; if somebody does, it is to be over.
            Thread.currentThread().interrupt();
        } finally {
            if (!clean) {
                Runtime.getRuntime().halt(CUT_OFF);
            }
        }
    }
}
