package dev.weir.soak;

import dev.weir.wire.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that asks without a break, on one connection after the other, and knows of each request when the last of it
 * was sent and what came back: so it can be said of each whether the server had to answer it.
 *
 * <p><b>Threads.</b> One thread calls it; {@link #answered} may be asked by others.
 */
abstract class Accepted implements Callable<List<Accepted.Sent>> {
    /** After so many requests a new connection is made: those that begin are at risk too. */
    static final int PER_CONNECTION = 30;

    /** What became of a request. */
    enum Outcome {
        /** The whole answer came, and was right. */
        ANSWERED,
        /** Not a byte of an answer came; over HTTP/2 also when the stream was refused. */
        NOTHING,
        /** Something came that is no whole and right answer. */
        HALF
    }

    /**
     * A request.
     *
     * @param at when the last of it was sent, as {@link System#nanoTime} tells; or when that failed
     * @param end when it was known what became of it
     * @param whole whether all of it was sent
     * @param what it was and what came, for people
     */
    record Sent(long at, long end, boolean whole, Outcome outcome, String what) {
        /** Returns whether it was under way when the shutdown began. */
        boolean underWay(long shutdown) {
            return at - shutdown < 0 && end - shutdown > 0;
        }

        /** Returns why this is an error, given when the shutdown began; empty when it is none. */
        String fault(long shutdown) {
            boolean early = at - shutdown < 0;
            return outcome == Outcome.HALF || early && outcome != Outcome.ANSWERED
                    ? (early ? "sent before the signal" : "sent after the signal") + (whole ? "" : ", not whole") + ", "
                            + outcome + ": " + what
                    : "";
        }
    }

    final Route route;
    final ServerProcess server;
    private final List<Sent> all = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private int turn;

    Accepted(Route route, ServerProcess server) {
        this.route = route;
        this.server = server;
    }

    /** One for a route. */
    static Accepted by(Route route, ServerProcess server) {
        return route.http2() ? new AcceptedStreams(route, server) : new Http1(route, server);
    }

    /** How many answers have come. */
    int answered() {
        return answered.get();
    }

    final void note(long at, boolean whole, Outcome outcome, String what) {
        all.add(new Sent(at, System.nanoTime(), whole, outcome, route + " " + what));
        if (outcome == Outcome.ANSWERED) {
            answered.incrementAndGet();
        }
    }

    final Question next() {
        Question[] questions = Question.values();
        return questions[turn++ % questions.length];
    }

    /** Asks until the server cannot be reached any more. */
    @Override
    public final List<Sent> call() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = connection();
        }
        return all;
    }

    /** Asks on a new connection, until that has ended; false when there was none to be had. */
    abstract boolean connection();

    /** One request at a time. */
    private static final class Http1 extends Accepted {
        Http1(Route route, ServerProcess server) {
            super(route, server);
        }

        @Override
        boolean connection() {
            try (Wire wire = new Wire(route.dial(server).connect())) {
                boolean open = true;
                for (int i = 0; open && i < PER_CONNECTION; i++) {
                    open = ask(wire, next());
                }
                return true;
            } catch (IOException e) {
                note(System.nanoTime(), false, Outcome.NOTHING, "no connection: " + e);
                return false;
            }
        }

        /** False when nothing more is to be asked on the connection. */
        private boolean ask(Wire wire, Question question) {
            try {
                OutputStream out = wire.socket().getOutputStream();
                out.write(request(question));
                out.flush();
            } catch (IOException e) {
                note(System.nanoTime(), false, Outcome.NOTHING, question + ": " + e);
                return false;
            }
            long at = System.nanoTime();
            long before = wire.count();
            try {
                var answer = wire.answer(false);
                boolean right =
                        answer.status() == 200 && question.isRight(answer.body().getBytes(StandardCharsets.ISO_8859_1));
                note(at, true, right ? Outcome.ANSWERED : Outcome.HALF, question + ": " + answer.status());
                return right && !answer.connection("close");
            } catch (IOException | AssertionError e) {
                boolean nothing = wire.count() == before && e instanceof IOException;
                note(at, true, nothing ? Outcome.NOTHING : Outcome.HALF, question + ": " + e);
                return false;
            }
        }

        private static byte[] request(Question question) {
            int length = question.content().length;
            byte[] head = (question.method() + " " + question.path() + " HTTP/1.1\r\nHost: localhost\r\n"
                            + (length == 0 ? "" : "Content-Length: " + length + "\r\n") + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(head, head.length + length);
            System.arraycopy(question.content(), 0, whole, head.length, length);
            return whole;
        }
    }
}
