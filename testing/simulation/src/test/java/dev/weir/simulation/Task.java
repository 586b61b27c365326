package dev.weir.simulation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One request of a plan: what the client asks, what the handler does, and so what the answer must be. Both contents
 * follow from the number of the request, so that an answer to another request is seen.
 *
 * <p><b>Threads.</b> What changes is written by the handler's thread and read by any.
 */
final class Task {
    /** The field that names the request, both ways. */
    static final String FIELD = "x-task";
    /** The trailer field that has the number again, both ways. */
    static final String END = "x-end";
    /** A field of an answer that makes its head long. */
    static final String FILL = "x-fill";
    /** Requests are of so many kinds, by the beginnings of their paths. */
    private static final int KINDS = 5;
    /** What an extended CONNECT asks for. */
    static final String PROTOCOL = "echo";

    /** How a handler of a plan fails. */
    static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1;

        OnPurpose() {
            super("on purpose");
        }
    }

    enum Act {
        READ,
        READ_ALL,
        WRITE,
        FLUSH,
        SLEEP,
        BLOCK,
        /** Works, without waiting. */
        COMPUTE,
        INFORM,
        CLOSE,
        ASK_CANCELLED,
        FAIL,
        ABORT,
        REFUSE,
        /** Sends back what comes over an extended CONNECT, and ends after so many bytes. */
        TUNNEL,
        /** Makes the answer's head so much longer. */
        FIELD
    }

    /** Steps that neither read nor send. */
    private static final Set<Act> WAITS = EnumSet.of(Act.SLEEP, Act.BLOCK, Act.COMPUTE, Act.ASK_CANCELLED, Act.FIELD);

    /** A step of a handler, and how many bytes or microseconds it is about. */
    record Step(Act act, int amount) {}

    /** What the answer is, when nothing comes between. */
    enum Outcome {
        /** The planned status, and all of the content. */
        WHOLE,
        /** An error in place of an answer. */
        ERROR,
        /** The status and a part of the content, and then the sign that there would have been more. */
        CUT,
    }

    final int id;
    final String method;
    final int requestLength;
    final boolean lengthDeclared;
    final boolean expectsContinue;
    /** Whether the request has a trailer. */
    final boolean asksWithTrailer;

    final int status;
    final boolean answerLengthDeclared;
    final boolean trailer;
    final List<Step> steps;

    // what follows from it
    final Outcome outcome;
    final int errorStatus;
    final int responseLength;
    final int fieldLength;
    /** Whether it is an extended CONNECT. */
    final boolean tunnel;
    /** Whether the handler begins by reading, so that a client that waits for word to send its content gets that. */
    final boolean readsFirst;

    /** What the handler has given to be sent, what of it was taken from it, and what must be on its way by now. */
    volatile int given;

    volatile int taken;
    volatile int due;
    volatile boolean begun;
    /** The handler has done all that it had to; it has returned or thrown. */
    volatile boolean ended;

    volatile boolean left;
    /** How much of the request's content it has read, and whether it waits for more. */
    volatile int read;

    volatile boolean reading;
    volatile boolean informed;

    Task(
            int id,
            String method,
            int requestLength,
            boolean lengthDeclared,
            boolean expectsContinue,
            int status,
            boolean answerLengthDeclared,
            boolean trailer,
            List<Step> steps) {
        this(
                id,
                method,
                requestLength,
                lengthDeclared,
                expectsContinue,
                false,
                status,
                answerLengthDeclared,
                trailer,
                steps);
    }

    Task(
            int id,
            String method,
            int requestLength,
            boolean lengthDeclared,
            boolean expectsContinue,
            boolean asksWithTrailer,
            int status,
            boolean answerLengthDeclared,
            boolean trailer,
            List<Step> steps) {
        this.id = id;
        this.method = method;
        this.requestLength = requestLength;
        this.lengthDeclared = lengthDeclared;
        this.expectsContinue = expectsContinue;
        this.asksWithTrailer = asksWithTrailer;
        this.status = status;
        this.trailer = trailer;
        this.steps = steps;
        int length = 0;
        int field = 0;
        boolean committed = false;
        Outcome result = Outcome.WHOLE;
        int error = 0;
        for (Step step : steps) {
            if (result != Outcome.WHOLE) {
                throw new IllegalArgumentException("steps after the end: " + steps);
            }
            switch (step.act) {
                case WRITE -> length += step.amount;
                case FIELD -> field = step.amount;
                case TUNNEL -> {
                    length = Math.min(step.amount, requestLength);
                    committed = true;
                }
                case FLUSH, CLOSE -> committed = true;
                case FAIL, ABORT, REFUSE -> {
                    result = committed || step.act == Act.ABORT ? Outcome.CUT : Outcome.ERROR;
                    error = step.act == Act.FAIL ? 500 : 418;
                }
                default -> {
                    // says nothing of the answer
                }
            }
        }
        this.responseLength = length;
        this.fieldLength = field;
        this.tunnel = method.equals("CONNECT");
        this.readsFirst = steps.stream()
                .map(Step::act)
                .filter(act -> !WAITS.contains(act))
                .findFirst()
                .filter(act -> act == Act.READ || act == Act.READ_ALL)
                .isPresent();
        this.outcome = result;
        this.errorStatus = error;
        this.answerLengthDeclared = answerLengthDeclared && result == Outcome.WHOLE;
    }

    boolean hasContent() {
        return !method.equals("HEAD") && status != 204 && status != 304;
    }

    /** Content of the answer. */
    byte answer(int at) {
        return tunnel ? asked(at) : (byte) (id * 131 + at * 7 + (at >>> 8) * 13);
    }

    /** Content of the request. */
    byte asked(int at) {
        return (byte) (id * 57 + at * 11 + (at >>> 8) * 29 + 1);
    }

    String path() {
        return "/tas" + (char) ('k' + id % KINDS) + '/' + id;
    }

    @Override
    public String toString() {
        return "task " + id + " (" + method + ", " + requestLength + (lengthDeclared ? "" : " undeclared")
                + (expectsContinue ? " on 100" : "")
                + (asksWithTrailer ? " with a trailer" : "") + ", " + status + ", " + steps
                + (trailer ? ", trailer" : "") + (answerLengthDeclared ? ", length declared" : "") + ")";
    }
}
