package dev.weir.bench.micro;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Request;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.mux.ServeMux;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the route of a request, among few and among many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MuxBenchmark {
    private static final Handler NOTHING = (w, r) -> {};

    /** How many routes there are, half of them with a wildcard. */
    @Param({"4", "1000"})
    public int routes;

    private ServeMux mux;
    private Request literal;
    private Request wildcard;
    private Request missing;

    /** Registers the routes. */
    @Setup
    public void setUp() {
        mux = new ServeMux();
        for (int i = 0; i < routes / 2; i++) {
            mux.handle("GET /items" + i + "/list", NOTHING);
            mux.handle("GET /items" + i + "/{id}/parts/{part}", NOTHING);
        }
        int middle = routes / 4;
        literal = request("/items" + middle + "/list");
        wildcard = request("/items" + middle + "/4711/parts/12");
        missing = request("/items" + middle + "/4711/elsewhere");
    }

    private static Request request(String target) {
        return MemoryRequest.builder().target(target).build();
    }

    /** A path that a route has as it is. */
    @Benchmark
    public Object literal() {
        return mux.handler(literal);
    }

    /** A path that matches a route with two wildcards. */
    @Benchmark
    public Object wildcard() {
        return mux.handler(wildcard);
    }

    /** A path that no route matches. */
    @Benchmark
    public Object missing() {
        return mux.handler(missing);
    }
}
