package dev.weir.conformance.wire;

import dev.weir.http.api.Handler;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the wire tables: what is sent, what comes back, and what becomes of the connection.
 *
 * <pre>{@code
 * row("Content-Length with a sign", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\nhello")
 *         .answer(400).closes()
 * }</pre>
 */
public final class Row {
    /** What the connection does after the last answer. */
    enum End {
        /** A following request on the same connection is answered. */
        KEEP,
        /** It ends, the last answer said so, and a following request is not answered. */
        CLOSE,
        /** The same, without {@code Connection: close} on the last answer. */
        CLOSE_SILENTLY,
        /** It breaks off within an answer, so that the client can see it. */
        CUT,
        /** The row's own steps leave nothing to ask. */
        LEFT,
    }

    public sealed interface Step {}

    public record Send(String bytes) implements Step {}

    public record HalfClose() implements Step {}

    /** Bytes that must come as they are, after the connection was upgraded. */
    public record Raw(String bytes) implements Step {}

    /** The orderly end of what the server sends. */
    public record RawEnd() implements Step {}

    /** Sends one byte at a time. */
    public record Trickle(String bytes) implements Step {}

    /** What an answer must be. */
    public static final class Expected implements Step {
        final int[] statuses;
        boolean toHead;
        boolean partial;
        String body;
        String bodyHas;
        int bodySize = -1;
        Answer.Framing framing;
        boolean noDate;
        final List<Answer.Field> fields = new ArrayList<>();
        final List<Answer.Field> trailers = new ArrayList<>();
        final List<String> absent = new ArrayList<>();

        Expected(int... statuses) {
            this.statuses = statuses;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (int status : statuses) {
                text.append(text.isEmpty() ? "" : " or ").append(status);
            }
            text.append(toHead ? " to HEAD" : "");
            text.append(body == null ? "" : ", body \"" + Wire.show(body) + '"');
            text.append(bodyHas == null ? "" : ", body with \"" + Wire.show(bodyHas) + '"');
            text.append(bodySize < 0 ? "" : ", body of " + bodySize + " bytes");
            text.append(framing == null ? "" : ", framing " + framing);
            fields.forEach(f -> text.append(", ").append(f.name()).append(": ").append(f.value()));
            absent.forEach(f -> text.append(", no ").append(f));
            trailers.forEach(
                    f -> text.append(", trailer ").append(f.name()).append(": ").append(f.value()));
            return text.append(partial ? ", broken off" : "").toString();
        }
    }

    public final String name;
    public final List<Step> steps = new ArrayList<>();
    Handler handler;
    End end;
    private Expected last;

    private Row(String name) {
        this.name = name;
    }

    static Row row(String name, String bytes) {
        return new Row(name).send(bytes);
    }

    /** Text many times over. */
    static String times(int n, String text) {
        return text.repeat(n);
    }

    Row send(String bytes) {
        steps.add(new Send(bytes));
        return this;
    }

    Row trickle(String bytes) {
        steps.add(new Trickle(bytes));
        return this;
    }

    Row halfClose() {
        steps.add(new HalfClose());
        return this;
    }

    Row raw(String bytes) {
        steps.add(new Raw(bytes));
        return this;
    }

    Row rawEnd() {
        steps.add(new RawEnd());
        return this;
    }

    /** What answers this row's requests, in place of {@link Probe}. */
    Row by(Handler answering) {
        handler = answering;
        return this;
    }

    // ---- an answer, and what must be true of it

    /** One of several statuses, where the specification leaves the choice. */
    Row answer(int... statuses) {
        last = new Expected(statuses);
        steps.add(last);
        return this;
    }

    Row toHead() {
        last.toHead = true;
        return this;
    }

    Row body(String exact) {
        last.body = exact;
        return this;
    }

    Row bodyHas(String part) {
        last.bodyHas = part;
        return this;
    }

    Row bodySize(int size) {
        last.bodySize = size;
        return this;
    }

    Row framing(Answer.Framing framing) {
        last.framing = framing;
        return this;
    }

    Row noDate() {
        last.noDate = true;
        return this;
    }

    Row field(String fieldName, String value) {
        last.fields.add(new Answer.Field(fieldName, value));
        return this;
    }

    Row no(String fieldName) {
        last.absent.add(fieldName);
        return this;
    }

    Row trailer(String fieldName, String value) {
        last.trailers.add(new Answer.Field(fieldName, value));
        return this;
    }

    // ---- what the connection does next

    Row keeps() {
        return ends(End.KEEP);
    }

    Row closes() {
        return ends(End.CLOSE);
    }

    Row closesSilently() {
        return ends(End.CLOSE_SILENTLY);
    }

    /** The last answer breaks off. */
    Row cut() {
        last.partial = true;
        return ends(End.CUT);
    }

    Row left() {
        return ends(End.LEFT);
    }

    private Row ends(End how) {
        end = how;
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
