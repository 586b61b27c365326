package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client of HTTP/2: opens a stream for each task, sends its content as the windows allow, and gives credit as the
 * plan says. What comes is checked by {@link Http2Checks}.
 *
 * <p>It shares nothing with the engine or with the clients of other tests: a mistake in common code would be on both
 * sides, and so not be seen. It also must run on the simulated threads and clock, without a socket.
 */
final class SimHttp2Client implements SimClient {
    private static final int INITIAL_WINDOW = 65_535;
    private static final int MOST_OF_FRAME = 16_384;
    /** The most of an answer that the engine holds: what waits for a window, the last piece, and what is held back. */
    private static final int MOST_HELD = 16_384 + 3 * 4096;

    private final World world;
    private final SimServer server;
    private final Wire wire;
    private final Plan plan;
    final Http2Plan more;
    private final SplittableRandom random;
    final Http2Sender out;
    private final Http2Checks checks;

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    // guarded by lock
    final List<Asked> streams = new ArrayList<>();
    /** What the server may send on all streams, and the client; what it may have open, and the window it gives. */
    long receiveWindow;

    long sendWindow = INITIAL_WINDOW;
    long mostOpen = 100;
    long serversWindow = INITIAL_WINDOW;
    boolean settled;
    /** What a stream of the client's begins with from here on the wire. */
    private long announced;

    private int unreturned;
    private int updates;
    boolean goingAway;
    boolean over;
    /** How many streams are ever opened; known once the last is. */
    private boolean allAsked;

    SimHttp2Client(World world, SimServer server, Wire wire, Plan plan, Http2Plan more, SplittableRandom random) {
        this.world = world;
        this.server = server;
        this.wire = wire;
        this.plan = plan;
        this.more = more;
        this.random = random;
        this.out = new Http2Sender(wire.toServer());
        this.announced = more.window;
        this.receiveWindow = INITIAL_WINDOW + more.connectionCredit;
        this.checks = new Http2Checks(world, wire, plan, this, random.split());
    }

    @Override
    public void run() {
        out.settings(1, more.tableSize, 2, 0, 4, more.window, 5, more.frameSize);
        if (more.connectionCredit > 0) {
            out.frame(Http2Sender.WINDOW_UPDATE, 0, 0, more.connectionCredit);
        }
        world.start("client's writer", out::writeAll);
        Thread reader = world.start("client's reader", checks::readAll);
        SplittableRandom draws = random.split();
        world.start("client's requests", () -> ask(draws));
        if (more.changedWindow >= 0) {
            world.start("client's settings", this::changeWindow);
        }
        awaitAnswers();
        if (plan.clean() && random.nextInt(4) != 0) {
            awaitDone();
            if (more.windowStays()) {
                new CreditProbe(world, plan, this).run(random.split());
            }
        }
        lock.lock();
        try {
            goingAway = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (random.nextInt(4) == 0) {
            wire.reset();
        } else if (random.nextInt(3) == 0) {
            out.frame(Http2Sender.GOAWAY, 0, 0, new byte[8]);
            out.end();
        } else {
            out.end();
        }
        try {
            reader.join();
        } catch (InterruptedException e) {
            world.violated("interrupted at the end");
        }
        out.end();
    }

    /** Waits until all is done on both sides: no stream is open, and no handler runs. */
    void awaitDone() {
        while (!allDone()) {
            world.sleep(1_000_000);
        }
    }

    private boolean allDone() {
        lock.lock();
        try {
            return over
                    || streams.stream().noneMatch(Asked::active)
                            && handlersLeft()
                            && server.counters().running() == 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean handlersLeft() {
        return streams.stream().allMatch(asked -> asked.task.left || !asked.task.begun);
    }

    private void awaitAnswers() {
        lock.lock();
        try {
            while (!over && !(allAsked && streams.stream().allMatch(Asked::answered))) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- asking

    private void ask(SplittableRandom draws) {
        for (Task task : plan.tasks) {
            if (draws.nextInt(3) == 0) {
                world.sleep(draws.nextInt(3_000_000));
            }
            SplittableRandom own = draws.split();
            Asked asked;
            lock.lock();
            try {
                // Until its SETTINGS have come, a server may be taken to allow 100 (RFC 9113 section 6.5.2).
                while (!over
                        && !goingAway
                        && ((more.most < plan.tasks.size() || task.tunnel) && !settled
                                || streams.stream().filter(Asked::active).count() >= mostOpen)) {
                    changed.awaitUninterruptibly();
                }
                if (over || goingAway) {
                    break;
                }
                asked = open(task);
            } finally {
                lock.unlock();
            }
            if (task.requestLength > 0) {
                world.start("client's upload " + asked.id, () -> send(asked, own, more.pads));
            }
            if (task.id == more.resets && more.resetsBehind == 0) {
                world.start("client's reset", () -> {
                    world.sleep(own.nextInt(3_000_000));
                    lock.lock();
                    try {
                        reset(asked);
                    } finally {
                        lock.unlock();
                    }
                });
            }
            if (more.window < 100) {
                world.start("client's credit", () -> giveFirst(asked, own));
            }
        }
        lock.lock();
        try {
            allAsked = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a task; under the lock. */
    Asked open(Task task) {
        Asked asked = new Asked(2 * streams.size() + 1, task, new Received(world, task), announced, serversWindow);
        boolean ends = task.requestLength == 0;
        asked.clientEnded = ends;
        streams.add(asked);
        List<String> fields = new ArrayList<>(
                List.of(":method", task.method, ":scheme", "http", ":authority", "sim", ":path", task.path()));
        if (task.tunnel) {
            fields.addAll(List.of(":protocol", Task.PROTOCOL));
        }
        fields.addAll(List.of(Task.FIELD, String.valueOf(task.id)));
        if (task.lengthDeclared && task.requestLength > 0) {
            fields.addAll(List.of("content-length", String.valueOf(task.requestLength)));
        }
        if (task.expectsContinue) {
            fields.addAll(List.of("expect", "100-continue"));
        }
        if (task.id % 3 == 0) {
            fields.addAll(List.of("priority", "u=" + task.id % 8 + (task.id % 2 == 0 ? ", i" : "")));
        }
        out.fields(asked.id, ends, fields.toArray(String[]::new));
        return asked;
    }

    /**
     * Sends a request's content, as the server's windows allow.
     *
     * @param mayPad whether some of it has padding
     */
    void send(Asked asked, SplittableRandom draws, boolean mayPad) {
        Task task = asked.task;
        int piece = 1 + draws.nextInt(Math.min(MOST_OF_FRAME, task.requestLength));
        // Content comes in at most as many pieces as a server tolerates.
        piece = Math.max(piece, task.requestLength / 100);
        if (task.expectsContinue) {
            awaitContinue(asked);
        }
        while (true) {
            if (draws.nextInt(8) == 0) {
                world.sleep(draws.nextInt(3_000_000));
            }
            lock.lock();
            try {
                while (!over && asked.active() && Math.min(asked.sendWindow, sendWindow) <= 0) {
                    changed.awaitUninterruptibly();
                }
                if (over || !asked.active()) {
                    return;
                }
                int room = (int) Math.min(MOST_OF_FRAME, Math.min(asked.sendWindow, sendWindow));
                // Padding counts as content does, and the octet that says how much it is (section 6.1).
                boolean pads = mayPad && room > 1 && draws.nextInt(4) == 0;
                int padding = pads ? draws.nextInt(Math.min(256, room - 1)) : 0;
                int from = pads ? 1 : 0;
                int length = Math.min(Math.min(piece, task.requestLength - asked.sent), room - padding - from);
                byte[] payload = new byte[from + length + padding];
                if (pads) {
                    payload[0] = (byte) padding;
                }
                for (int i = 0; i < length; i++) {
                    payload[from + i] = task.asked(asked.sent + i);
                }
                asked.sent += length;
                asked.sendWindow -= payload.length;
                sendWindow -= payload.length;
                boolean ends = asked.sent == task.requestLength;
                out.frame(
                        Http2Sender.DATA,
                        (ends && !task.asksWithTrailer ? Http2Sender.END_STREAM : 0) | (pads ? Http2Sender.PADDED : 0),
                        asked.id,
                        payload);
                if (ends) {
                    if (task.asksWithTrailer) {
                        out.fields(asked.id, true, Task.END, String.valueOf(task.id));
                    }
                    asked.clientEnded = true;
                    changed.signalAll();
                    return;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for word to send the content, or for an answer without it, and not for ever (RFC 9110 section 10.1.1). */
    private void awaitContinue(Asked asked) {
        for (int i = 0; i < 100; i++) {
            lock.lock();
            try {
                if (over || !asked.active() || asked.received.continued || asked.received.status != 0) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            world.sleep(1_000_000);
        }
    }

    private void reset(Asked asked) {
        if (asked.active()) {
            asked.clientReset = true;
            out.frame(Http2Sender.RST_STREAM, 0, asked.id, 8);
            int behind = (int) Math.min(100, sendWindow);
            if (more.sendsBehindReset && !asked.clientEnded && behind > 0) {
                // No client should; it is the stream's error then, and not the connection's (section 5.1).
                sendWindow -= behind;
                out.frame(Http2Sender.DATA, 0, asked.id, new byte[behind]);
            }
            changed.signalAll();
        }
    }

    // ---- credit

    /** Where the window is next to nothing, a stream gets more of it a little later. */
    private void giveFirst(Asked asked, SplittableRandom draws) {
        world.sleep(draws.nextInt(3_000_000));
        lock.lock();
        try {
            grant(asked, 1 + draws.nextInt(10_000));
        } finally {
            lock.unlock();
        }
    }

    private void grant(Asked asked, long credit) {
        if (asked.active() && !asked.serverEnded && credit > 0) {
            asked.receiveWindow += credit;
            updates++;
            out.frame(Http2Sender.WINDOW_UPDATE, 0, asked.id, (int) credit);
        }
    }

    /** Content of a stream has come and is read; under the lock. */
    void contentRead(Asked asked, int octets) {
        unreturned += octets;
        asked.unreturned += octets;
        if (receiveWindow <= 0 || unreturned >= Math.max(more.batch, 500)) {
            receiveWindow += unreturned;
            out.frame(Http2Sender.WINDOW_UPDATE, 0, 0, unreturned);
            unreturned = 0;
        }
        // Small credits are counted as abuse where there are many: this client never gives so many.
        long extra = updates > 200 ? 1 << 20 : asked.receiveWindow < 1000 ? 1000 : 0;
        if (asked.receiveWindow <= 0 || asked.unreturned >= more.batch) {
            grant(asked, Math.max(asked.unreturned, 1) + Math.max(0, -asked.receiveWindow) + extra);
            asked.unreturned = 0;
        }
        if (asked.task.id == more.resets && more.resetsBehind > 0 && asked.received.content >= more.resetsBehind) {
            reset(asked);
        }
    }

    /** The server has taken the window that was changed in the midst of things (section 6.9.2). */
    void windowTaken(List<Asked> then) {
        for (Asked asked : then) {
            asked.receiveWindow += more.changedWindow - more.window;
            if (asked.receiveWindow <= 0) {
                grant(asked, 1000 - asked.receiveWindow);
            }
        }
    }

    private void changeWindow() {
        world.sleep(500_000 + plan.faultNanos % 3_000_000);
        lock.lock();
        try {
            checks.changing(List.copyOf(streams));
            announced = more.changedWindow;
            out.settings(4, more.changedWindow);
        } finally {
            lock.unlock();
        }
    }

    // ---- at rest

    @Override
    public void checkRest() {
        if (over
                || goingAway
                || !checks.waits()
                || !out.quiet()
                || wire.toClient().over()
                || wire.toServer().over()) {
            return;
        }
        checkCredit();
        long running =
                plan.tasks.stream().filter(task -> task.begun && !task.left).count();
        for (Asked asked : streams) {
            if (asked.answered()) {
                continue;
            }
            Task task = asked.task;
            Received received = asked.received;
            received.checkHeld(MOST_HELD);
            boolean open = Math.min(asked.receiveWindow, receiveWindow) > 0;
            boolean allOut = !task.hasContent() || received.content == task.given;
            if (received.misses() && (open || task.ended && allOut)) {
                received.violated("a lost wake-up: nothing comes of what was given to be sent");
            }
            if (!task.begun && running < more.most) {
                received.violated("a lost request: no handler begins");
            }
            if (asked.sent == 0 && received.missesContinue()) {
                received.violated("no 100, though the handler waits for the content");
            }
            if (task.reading && asked.sent == task.read && asked.sendWindow <= 0 && asked.sent < task.requestLength) {
                received.violated("lost credit: the handler waits for content that the client may not send: "
                        + task.read
                        + " read, windows " + asked.sendWindow + " and " + sendWindow);
            }
        }
    }

    /** All content was read or dropped: at most half of a window is kept back (section 6.9 leaves it to us). */
    private void checkCredit() {
        boolean done = streams.stream().noneMatch(Asked::active) && handlersLeft();
        if (done && settled && sendWindow * 2 + 1 < more.connectionWindow()) {
            world.violated("the connection has lost credit: " + sendWindow + " is left of " + more.connectionWindow());
        }
    }

    @Override
    public String toString() {
        return more.toString();
    }
}
