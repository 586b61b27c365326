package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;

/** Where a program runs: on a core of its own, or wherever the system puts it. */
sealed interface Placement {
    /**
     * On one core alone.
     *
     * @param core its number
     */
    record Pinned(int core) implements Placement {}

    /** On all cores, as in production. */
    record Free() implements Placement {}

    /** The command that starts a program there; taskset becomes the program, so that the process is the
     * program's own. */
    default List<String> command(List<String> program) {
        return switch (this) {
            case Pinned(int core) -> {
                List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
                command.addAll(program);
                yield command;
            }
            case Free() -> program;
        };
    }
}
