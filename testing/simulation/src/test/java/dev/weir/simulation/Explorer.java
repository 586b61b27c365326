package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Goes through all that a machine may do with a small scenario, in so far as it deviates from the simplest way no more
 * than so many times: the simplest is that everybody runs, in the order in which they became ready, until they wait.
 * Nearly all faults of concurrency need but one or two turns at the wrong moment.
 */
final class Explorer {
    /** A choice that was made: which, out of how many. */
    private record Choice(int taken, int options) {}

    private final int deviations;
    private final long mostRuns;
    private List<Choice> path = new ArrayList<>();
    private long runs;

    /**
     * Makes one.
     *
     * @param deviations how often a run may deviate from the simplest way
     * @param mostRuns a bound, so that a scenario that has grown is noticed
     */
    Explorer(int deviations, long mostRuns) {
        this.deviations = deviations;
        this.mostRuns = mostRuns;
    }

    /** What came of all runs. */
    record Result(long runs, boolean complete, List<String> violations) {}

    /** Runs a scenario in all ways, until one violates something. */
    Result explore(Function<Choices, List<String>> scenario) {
        do {
            Replay replay = new Replay(path);
            List<String> violations = scenario.apply(replay);
            runs++;
            if (!violations.isEmpty()) {
                List<String> all = new ArrayList<>(violations);
                all.add("in run " + runs + ", which deviates at " + replay.deviations());
                return new Result(runs, false, all);
            }
            path = replay.made;
        } while (runs < mostRuns && advance());
        return new Result(runs, runs < mostRuns, List.of());
    }

    /** Goes to the next path: the last choice that has another option within the bound takes it. */
    private boolean advance() {
        int spent = (int) path.stream().filter(choice -> choice.taken > 0).count();
        for (int i = path.size() - 1; i >= 0; i--) {
            Choice last = path.get(i);
            spent -= last.taken > 0 ? 1 : 0;
            if (last.taken + 1 < last.options && spent < deviations) {
                path = new ArrayList<>(path.subList(0, i));
                path.add(new Choice(last.taken + 1, last.options));
                return true;
            }
        }
        return false;
    }

    /** Makes the choices of a path again, and the simplest ones after its end. */
    private static final class Replay implements Choices {
        private final List<Choice> given;
        private final List<Choice> made = new ArrayList<>();

        Replay(List<Choice> given) {
            this.given = given;
        }

        private int choose(int options) {
            if (options == 1) {
                return 0;
            }
            int at = made.size();
            int taken = at < given.size() ? given.get(at).taken : 0;
            if (at < given.size() && given.get(at).options != options) {
                throw new IllegalStateException("a run cannot be repeated: choice " + at + " has " + options
                        + " options and had " + given.get(at).options);
            }
            made.add(new Choice(taken, options));
            return taken;
        }

        String deviations() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < made.size(); i++) {
                if (made.get(i).taken > 0) {
                    text.append(' ').append(i).append(':').append(made.get(i).taken);
                }
            }
            return text.toString();
        }

        @Override
        public int next(int ready) {
            return choose(ready);
        }

        @Override
        public boolean stop(int ready) {
            return ready > 0 && choose(2) == 1;
        }

        @Override
        public boolean lapse() {
            return choose(2) == 1;
        }
    }
}
