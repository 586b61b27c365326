package dev.weir.bench.micro;

import dev.weir.http.api.Cookie;
import dev.weir.http.api.HttpDate;
import dev.weir.http.api.Request;
import dev.weir.http.core.support.DateCache;
import dev.weir.http.testkit.MemoryRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Fields that are parsed or written out on demand: cookies and dates. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FieldsBenchmark {
    private static final long SECOND = 1_795_257_900L;

    private Request request;
    private String date;

    /** Makes a request with three cookies. */
    @Setup
    public void setUp() {
        request = MemoryRequest.builder()
                .target("/")
                .header("Cookie", "session=0123456789abcdef0123456789abcdef; theme=dark; seen=1")
                .build();
        date = HttpDate.format(SECOND);
    }

    /** All cookies of a request. */
    @Benchmark
    public List<Cookie> cookies() {
        return request.cookies();
    }

    /** The last one by its name. */
    @Benchmark
    public Object cookie() {
        return request.cookie("seen");
    }

    /** A date written out. */
    @Benchmark
    public String formatDate() {
        return HttpDate.format(SECOND);
    }

    /** A date read. */
    @Benchmark
    public Object parseDate() {
        return HttpDate.parse(date);
    }

    /** The line that each response has. */
    @Benchmark
    public byte[] dateLine() {
        return DateCache.line();
    }
}
