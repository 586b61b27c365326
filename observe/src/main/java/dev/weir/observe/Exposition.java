package dev.weir.observe;

import dev.weir.http.api.ResponseWriter;
import java.io.IOException;

/**
 * Writes metrics as Prometheus' text format 0.0.4 or as OpenMetrics 1.0. Families are begun in turn; one without a sample leaves
 * no trace.
 *
 * <p><b>Threads.</b> For one thread.
 */
final class Exposition {
    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final int CHUNK = 16 << 10;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final int DIGITS = 9;

    private final boolean open;
    private final ResponseWriter out;
    private final StringBuilder text = new StringBuilder(CHUNK + 1024);
    private String name = "";
    private String type = "";
    private String help = "";
    private boolean begun;

    Exposition(boolean open, ResponseWriter out) {
        this.open = open;
        this.out = out;
    }

    /** Adds a label to others. */
    static void label(StringBuilder labels, String name, String value) {
        if (!labels.isEmpty()) {
            labels.append(',');
        }
        labels.append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\', '"' -> labels.append('\\').append(c);
                case '\n' -> labels.append("\\n");
                default -> labels.append(c);
            }
        }
        labels.append('"');
    }

    static String label(String name, String value) {
        StringBuilder labels = new StringBuilder();
        label(labels, name, value);
        return labels.toString();
    }

    /**
     * Begins a family.
     *
     * @param of its name; a counter's without {@code _total}
     */
    void family(String of, String as, String said) {
        name = of;
        type = as;
        help = said;
        begun = false;
    }

    private void head() {
        if (begun) {
            return;
        }
        begun = true;
        String full = !open && type.equals("counter") ? name + "_total" : name;
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
        for (String unit : new String[] {"seconds", "bytes"}) {
            if (open && name.endsWith("_" + unit)) {
                text.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
            }
        }
    }

    private void begin(String suffix, String labels) {
        head();
        text.append(name).append(suffix);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ');
    }

    private void end() throws IOException {
        text.append('\n');
        if (text.length() >= CHUNK) {
            flush();
        }
    }

    private String suffix() {
        return type.equals("counter") ? "_total" : "";
    }

    void sample(String labels, long value) throws IOException {
        begin(suffix(), labels);
        text.append(value);
        end();
    }

    void seconds(String labels, long nanos) throws IOException {
        seconds(suffix(), labels, nanos);
    }

    private void seconds(String suffix, String labels, long nanos) throws IOException {
        begin(suffix, labels);
        text.append(nanos / NANOS_A_SECOND).append('.');
        String part = Long.toString(nanos % NANOS_A_SECOND);
        text.repeat('0', DIGITS - part.length()).append(part);
        end();
    }

    void histogram(RequestSeries series) throws IOException {
        long count = 0;
        long[] counts = series.counts();
        for (int i = 0; i < counts.length; i++) {
            count += counts[i];
            String le = RequestSeries.LABELS[i];
            begin("_bucket", series.labels);
            text.setLength(text.length() - 2);
            text.append(",le=\"").append(le);
            if (open && le.indexOf('.') < 0 && le.charAt(0) != '+') {
                text.append(".0");
            }
            text.append("\"} ").append(count);
            end();
        }
        seconds("_sum", series.labels, series.nanos());
        begin("_count", series.labels);
        text.append(count);
        end();
    }

    void bytes(RequestSeries series) throws IOException {
        begin("_sum", series.labels);
        text.append(series.bytes());
        end();
        begin("_count", series.labels);
        text.append(series.count());
        end();
    }

    /** A summary of durations, without quantiles. */
    void times(String labels, long nanos, long count) throws IOException {
        seconds("_sum", labels, nanos);
        begin("_count", labels);
        text.append(count);
        end();
    }

    void finish() throws IOException {
        if (open) {
            text.append("# EOF\n");
        }
        flush();
    }

    private void flush() throws IOException {
        out.write(text.toString());
        text.setLength(0);
    }
}
