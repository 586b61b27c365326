package dev.weir.simulation;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A client of HTTP/1.1: one thread sends the requests, with or without waiting for answers, another reads these. */
final class SimHttp1Client implements SimClient {
    /** Held-back answers wait for the late flush, which looks every few milliseconds. */
    private static final long PATIENCE_NANOS = 20_000_000L;
    /** The most of an answer that the engine holds: what a response holds back, and what is put together. */
    private static final int MOST_HELD = 4 * 4096;

    private final World world;
    private final Wire wire;
    private final Plan plan;
    private final SplittableRandom random;
    private final Http1Reader in;
    private final List<Received> answers = new ArrayList<>();

    /** How many answers are whole; the last task that may send its content; whether there is nothing more to send. */
    private volatile int answered;

    private volatile int continued = -1;
    /** The task whose content was begun last. */
    private volatile int sending = -1;

    private volatile boolean over;
    /** The answer of which something is missing while all rest, and since when; negative for none. */
    private int missing = -1;

    private long missesSince;

    SimHttp1Client(World world, Wire wire, Plan plan, SplittableRandom random) {
        this.world = world;
        this.wire = wire;
        this.plan = plan;
        this.random = random;
        this.in = new Http1Reader(world, wire, new Stalls(world, plan, random.split()));
        plan.tasks.forEach(task -> answers.add(new Received(world, task)));
    }

    @Override
    public void run() {
        SplittableRandom writes = random.split();
        Thread writer = world.start("client's writer", () -> write(writes));
        boolean more = true;
        for (int i = 0; i < answers.size() && more; i++) {
            more = readAnswer(answers.get(i));
            if (more) {
                answered = i + 1;
            } else if (plan.clean() && !excused(answers.get(i)) && i + 1 < answers.size()
                    || plan.clean() && answers.get(i).status == 0 && answers.get(i).task.outcome != Task.Outcome.CUT) {
                answers.get(i).violated("no answer, or none after it");
            }
        }
        over = true;
        writer.interrupt();
        leave();
    }

    /** Whether the connection may end with this answer though all is well. */
    private boolean excused(Received answer) {
        Task task = answer.task;
        return task.outcome == Task.Outcome.CUT
                || task.expectsContinue
                || plan.config.maxDrainBytes() < task.requestLength;
    }

    private void leave() {
        if (random.nextInt(4) == 0) {
            wire.reset();
            return;
        }
        wire.toServer().end();
        try {
            if (in.more() && answered == answers.size()) {
                world.violated("bytes after the last answer");
            }
        } catch (IOException e) {
            // The server's way to close is its own affair.
            over = true;
        }
    }

    // ---- asking

    private void write(SplittableRandom draws) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        try {
            for (Task task : plan.tasks) {
                while (!plan.pipelines && answered < task.id && !over) {
                    world.sleep(500_000);
                }
                if (over) {
                    return;
                }
                joined.writeBytes(head(task));
                if (plan.pipelines && plan.joins && !task.method.equals("POST") && task.id + 1 < plan.tasks.size()) {
                    continue;
                }
                wire.toServer().write(ByteBuffer.wrap(joined.toByteArray()));
                joined.reset();
                if (task.expectsContinue) {
                    for (int i = 0; i < 100 && continued < task.id && answered <= task.id && !over; i++) {
                        world.sleep(1_000_000);
                    }
                    if (answered > task.id || over) {
                        return;
                    }
                }
                sending = task.id;
                content(task, draws);
            }
        } catch (IOException e) {
            // The reader of the answers sees what became of the connection.
            over = true;
        }
    }

    private static byte[] head(Task task) {
        StringBuilder head = new StringBuilder(task.method)
                .append(' ')
                .append(task.path())
                .append(" HTTP/1.1\r\nHost: sim\r\n")
                .append(Task.FIELD)
                .append(": ")
                .append(task.id)
                .append("\r\n");
        if (task.requestLength > 0 || task.method.equals("POST")) {
            head.append(task.lengthDeclared ? "Content-Length: " + task.requestLength : "Transfer-Encoding: chunked")
                    .append("\r\n");
        }
        if (task.expectsContinue) {
            head.append("Expect: 100-continue\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void content(Task task, SplittableRandom draws) throws IOException {
        if (!task.method.equals("POST")) {
            return;
        }
        int piece = 1 + draws.nextInt(1 + task.requestLength);
        for (int at = 0; at < task.requestLength; at += piece) {
            int length = Math.min(piece, task.requestLength - at);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!task.lengthDeclared) {
                bytes.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < length; i++) {
                bytes.write(task.asked(at + i));
            }
            if (!task.lengthDeclared) {
                bytes.writeBytes(new byte[] {'\r', '\n'});
            }
            wire.toServer().write(ByteBuffer.wrap(bytes.toByteArray()));
            if (draws.nextInt(4) == 0) {
                world.sleep(draws.nextInt(5_000_000));
            }
        }
        if (!task.lengthDeclared) {
            String trailer = task.asksWithTrailer ? Task.END + ": " + task.id + "\r\n" : "";
            String last = "0\r\n" + trailer + "\r\n";
            wire.toServer().write(ByteBuffer.wrap(last.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    // ---- reading

    /** Reads an answer; false when the connection ends with it, or without it. */
    private boolean readAnswer(Received answer) {
        boolean delimited = false;
        boolean keeps = true;
        try {
            Http1Reader.Head head = in.head();
            while (head.status() < 200) {
                answer.interim(head.status(), head.fields().get("link"));
                if (head.status() == 100) {
                    continued = answer.task.id;
                }
                head = in.head();
            }
            answer.head(
                    head.status(), head.fields().get(Task.FIELD), head.fields().get(Task.FILL), !plan.clean());
            keeps = !"close".equals(head.fields().get("connection"));
            if (!keeps && plan.clean() && !excused(answer)) {
                answer.violated("the connection is closed for no reason");
            }
            String length = head.fields().get("content-length");
            String coding = head.fields().get("transfer-encoding");
            if (answer.task.method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
                if (head.status() == 204 && (length != null || coding != null)) {
                    answer.violated("a 204 with framing of content");
                }
                answer.end(null);
            } else if ("chunked".equals(coding) && length == null) {
                answer.end(in.chunks(answer).get(Task.END));
            } else if (length != null && coding == null) {
                in.content(answer, Integer.parseInt(length));
                answer.end(answer.task.trailer ? String.valueOf(answer.task.id) : null);
            } else {
                answer.violated("neither a length nor chunks");
                delimited = true;
            }
        } catch (EOFException e) {
            cutShort(answer, e);
            return false;
        } catch (IOException e) {
            cutShort(answer, e);
            return false;
        }
        // Where nothing but its head was to come, an answer that was cut off looks whole; the connection ends even so.
        return keeps && !delimited && !(answer.ofHandler() && answer.task.outcome == Task.Outcome.CUT);
    }

    private void cutShort(Received answer, IOException how) {
        if (plan.clean() && answer.task.outcome != Task.Outcome.CUT) {
            answer.violated("the connection ends: " + how.getMessage());
        }
    }

    @Override
    public void delayed() {
        missing = -1;
    }

    @Override
    public void checkRest() {
        int at = answered;
        for (int i = at; i < answers.size() && !over && !wire.toClient().over(); i++) {
            answers.get(i).checkHeld(MOST_HELD + in.buffered() + wire.toClient().waiting());
        }
        boolean waits = at < answers.size()
                && !over
                && in.waits()
                && !wire.toClient().over()
                && !wire.toServer().over();
        if (waits && sending < at && answers.get(at).missesContinue()) {
            answers.get(at).violated("no 100, though the handler waits for the content");
        }
        boolean free = plan.tasks.stream().limit(at).noneMatch(task -> task.begun && !task.left);
        if (waits
                && free
                && sending >= at
                && !answers.get(at).task.begun
                && wire.toServer().waiting() == 0) {
            answers.get(at).violated("a lost request: no handler begins");
        }
        boolean misses = waits && answers.get(at).misses();
        if (!misses) {
            missing = -1;
        } else if (missing != at) {
            missing = at;
            missesSince = world.nanoTime();
        } else if (world.nanoTime() - missesSince > PATIENCE_NANOS) {
            answers.get(at).violated("a lost wake-up: nothing comes of what was given to be sent");
        }
    }
}
