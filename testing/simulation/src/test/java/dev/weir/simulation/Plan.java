package dev.weir.simulation;

import dev.weir.http.core.spi.ServerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What happens in a scenario, apart from who runs when: the requests, the server's settings, and the faults. All of it
 * follows from a seed.
 */
final class Plan {
    /** What becomes of the connection in the midst of things. */
    enum Fault {
        NONE,
        /** The client resets it. */
        RESET,
        /** The client closes its side before it has its answers. */
        HALF_CLOSE,
        /** The server shuts down, with as much grace as it takes. */
        DRAIN,
        /** The server shuts down, and cuts what takes too long. */
        DRAIN_AND_CUT,
        /** The server closes. */
        CUT;

        /** Whether it is the server's, and so concerns all of its connections. */
        boolean ofServer() {
            return this == DRAIN || this == DRAIN_AND_CUT || this == CUT;
        }
    }

    private static final int[] LENGTHS = {0, 0, 1, 10, 100, 1000, 4095, 4096, 4097, 9000, 17_000, 70_000};

    /** Fits no buffer for heads, and no frame however well it is compressed. */
    private static final int LONG_FIELD = 40_000;

    private final SplittableRandom random;
    /** In their order; a client may add some of its own to find something out. */
    final List<Task> tasks = new CopyOnWriteArrayList<>();

    final Fault fault;
    /** When it happens, from the beginning. */
    final long faultNanos;
    /** A client that does not read for a while now and then: one of so many reads; zero for never. */
    final int stalls;
    /** In nanoseconds; a shutdown goes on without a client that takes longer than a second to hear of it. */
    final int longestStall;

    final ServerConfig config;
    /** Whether a client of HTTP/1 asks on without waiting for answers. */
    final boolean pipelines;
    /** Whether it then puts as many as it can into one write. */
    final boolean joins;
    /** Whether bytes arrive as they were sent. */
    final boolean plain;
    /** Whether one of the server's deadlines may end a request. */
    final boolean hurried;
    /** Whether handlers also compute, for so long that a loop is taken from them. */
    private final boolean computes;

    Plan(SplittableRandom random, boolean http2) {
        this(random, http2, true, null, null);
    }

    /** A plan for the machine's own clock: one without deadlines, as the machine may be busy with other things. */
    static Plan quick(SplittableRandom random, boolean http2) {
        return new Plan(random, http2, false, null, null);
    }

    /** A plan for a client of a server with loops, whose handlers also compute. */
    static Plan overLoops(SplittableRandom random, boolean http2) {
        return new Plan(random, http2, true, Fault.values()[random.nextInt(3) == 0 ? random.nextInt(6) : 0], null);
    }

    /** A plan for another client of the same server. */
    static Plan beside(Plan first, SplittableRandom random, boolean http2) {
        Fault[] own = {Fault.NONE, Fault.NONE, Fault.RESET, Fault.HALF_CLOSE};
        Fault fault = first.fault.ofServer() ? first.fault : own[random.nextInt(own.length)];
        return new Plan(random, http2, first.hurried, fault, first);
    }

    /**
     * Makes one.
     *
     * @param given what happens, on a server with loops; null for what is drawn, on one without
     * @param first another on the same server; null for none
     */
    private Plan(SplittableRandom random, boolean http2, boolean hurries, Fault given, Plan first) {
        this.random = random;
        this.computes = given != null;
        boolean faulty = random.nextInt(3) == 0;
        Fault drawn = faulty ? Fault.values()[random.nextInt(Fault.values().length)] : Fault.NONE;
        this.fault = given != null ? given : drawn;
        this.faultNanos = random.nextInt(4) == 0 ? random.nextInt(300_000_000) : random.nextInt(2_000_000);
        boolean drains = fault == Fault.DRAIN || fault == Fault.DRAIN_AND_CUT;
        this.longestStall = drains ? 1_500_000_000 : 300_000_000;
        this.stalls = random.nextInt(drains ? 2 : 4) == 0 ? random.nextInt(1, 30) : 0;
        this.hurried = first != null ? first.hurried : random.nextInt(10) == 0 && hurries;
        ServerConfig own = ServerConfig.builder()
                .readTimeout(hurried ? Duration.ofMillis(300) : Duration.ZERO)
                .writeTimeout(hurried ? Duration.ofMillis(random.nextInt(100, 900)) : Duration.ZERO)
                .minRequestRate(random.nextBoolean() ? 240 : 0)
                .maxHeaderCount(100)
                .maxTargetBytes(4096)
                .responseBufferSize(random.nextInt(4) == 0 ? 200 : 4096)
                .lingerTimeout(random.nextBoolean() ? Duration.ofMillis(500) : Duration.ZERO)
                .sendDate(random.nextBoolean())
                .build();
        this.config = first != null ? first.config : own;
        this.pipelines = random.nextBoolean();
        this.joins = random.nextBoolean();
        this.plain = false;
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 24 : 6);
        for (int i = 0; i < count; i++) {
            tasks.add(http2 && random.nextInt(12) == 0 ? tunnel(i) : task(i, http2));
        }
    }

    /** A plan of a test's own, on a server without haste. */
    Plan(List<Task> tasks, Fault fault, long faultNanos) {
        this.random = new SplittableRandom(0);
        this.tasks.addAll(tasks);
        this.fault = fault;
        this.faultNanos = faultNanos;
        this.stalls = 0;
        this.longestStall = 0;
        this.hurried = false;
        this.computes = false;
        this.pipelines = true;
        this.joins = true;
        this.plain = true;
        this.config = ServerConfig.builder()
                .minRequestRate(0)
                .maxHeaderCount(100)
                .maxTargetBytes(4096)
                .lingerTimeout(Duration.ZERO)
                .sendDate(false)
                .build();
    }

    /** An extended CONNECT: the handler ends it when the client does, or after so many bytes. */
    private Task tunnel(int id) {
        int asked = length();
        List<Task.Step> steps = new ArrayList<>();
        idle(steps);
        steps.add(new Task.Step(Task.Act.TUNNEL, random.nextInt(3) == 0 ? 1 + length() : Integer.MAX_VALUE));
        if (random.nextInt(3) == 0) {
            Task.Act[] ends = {Task.Act.CLOSE, Task.Act.FAIL, Task.Act.ABORT};
            steps.add(new Task.Step(ends[random.nextInt(ends.length)], 0));
        }
        return new Task(id, "CONNECT", asked, false, false, 200, false, false, List.copyOf(steps));
    }

    private Task task(int id, boolean http2) {
        String method = switch (random.nextInt(8)) {
            case 0 -> "HEAD";
            case 1, 2, 3 -> "POST";
            default -> "GET";
        };
        int asked = method.equals("POST") ? length() : 0;
        boolean expects = asked > 0 && random.nextInt(8) == 0;
        boolean trailer = asked > 0 && random.nextInt(5) == 0;
        // HTTP/1 has trailers after chunks only.
        boolean declared = random.nextBoolean() && (http2 || !trailer);
        int status = new int[] {200, 200, 200, 404, 204}[random.nextInt(5)];
        boolean content = status != 204;
        List<Task.Step> steps = new ArrayList<>();
        int writes = content ? random.nextInt(4) : 0;
        if (random.nextInt(24) == 0) {
            int field = random.nextBoolean() ? LONG_FIELD : 1 + random.nextInt(LONG_FIELD);
            steps.add(new Task.Step(Task.Act.FIELD, field));
        }
        boolean late = random.nextInt(4) == 0;
        if (asked > 0 && !late && random.nextInt(4) != 0) {
            steps.add(new Task.Step(Task.Act.READ_ALL, 0));
        }
        for (int i = 0; i <= writes; i++) {
            idle(steps);
            if (random.nextInt(12) == 0 && i == 0) {
                steps.add(new Task.Step(Task.Act.INFORM, 0));
            }
            if (i < writes) {
                steps.add(new Task.Step(Task.Act.WRITE, length()));
                if (random.nextInt(3) == 0) {
                    steps.add(new Task.Step(Task.Act.FLUSH, 0));
                }
            }
            if (asked > 0 && random.nextInt(4) == 0) {
                steps.add(new Task.Step(Task.Act.READ, 1 + random.nextInt(5000)));
            }
        }
        if (late && random.nextBoolean()) {
            steps.add(new Task.Step(Task.Act.READ_ALL, 0));
        }
        end(steps);
        return new Task(
                id,
                method,
                asked,
                declared,
                expects,
                trailer,
                status,
                random.nextInt(3) == 0,
                content && random.nextInt(6) == 0,
                List.copyOf(steps));
    }

    private void end(List<Task.Step> steps) {
        switch (random.nextInt(24)) {
            case 0, 1 -> {
                steps.add(new Task.Step(Task.Act.CLOSE, 0));
                idle(steps);
            }
            case 2 -> {
                steps.add(new Task.Step(Task.Act.FLUSH, 0));
                steps.add(new Task.Step(Task.Act.FAIL, 0));
            }
            case 3 -> {
                steps.removeIf(step -> step.act() == Task.Act.WRITE || step.act() == Task.Act.FLUSH);
                steps.add(new Task.Step(random.nextBoolean() ? Task.Act.FAIL : Task.Act.REFUSE, 0));
            }
            case 4 -> steps.add(new Task.Step(Task.Act.ABORT, 0));
            default -> {
                // returns
            }
        }
    }

    private void idle(List<Task.Step> steps) {
        if (computes && random.nextInt(8) == 0) {
            steps.add(new Task.Step(Task.Act.COMPUTE, 1 + random.nextInt(8000)));
        }
        switch (random.nextInt(16)) {
            case 0 -> steps.add(new Task.Step(Task.Act.BLOCK, 0));
            case 1, 2 -> steps.add(new Task.Step(Task.Act.SLEEP, 1 + random.nextInt(20_000)));
            case 3 -> steps.add(new Task.Step(Task.Act.ASK_CANCELLED, 0));
            case 4, 5 -> steps.add(new Task.Step(Task.Act.SLEEP, 1 + random.nextInt(50)));
            default -> {
                // goes on at once
            }
        }
    }

    private int length() {
        int length = LENGTHS[random.nextInt(LENGTHS.length)];
        return length < 100 ? length : random.nextBoolean() ? length : random.nextInt(length);
    }

    /** Whether a client that does its part gets every answer. */
    boolean clean() {
        return fault == Fault.NONE && !hurried;
    }

    /** Whether the server may close the connection in the midst of an answer. */
    boolean mayBeCut() {
        return fault == Fault.CUT || fault == Fault.DRAIN_AND_CUT || hurried;
    }

    /** All is over: checks what has become of the handlers. */
    void checkEnd(World world, boolean http2) {
        for (Task task : tasks) {
            // A client that has got all that was declared may leave before the handler has read what it asked.
            if (clean()
                    && task.begun
                    && !task.ended
                    && task.outcome == Task.Outcome.WHOLE
                    && !http2
                    && !task.expectsContinue
                    && !task.answerLengthDeclared) {
                world.violated("the handler failed for no reason: " + task);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("fault ")
                .append(fault)
                .append(" at ")
                .append(faultNanos / 1000)
                .append(" us, stalls ")
                .append(stalls)
                .append(hurried ? ", hurried" : "")
                .append(pipelines ? joins ? ", joins" : ", pipelines" : "");
        tasks.forEach(task -> text.append("\n  ").append(task));
        return text.toString();
    }
}
