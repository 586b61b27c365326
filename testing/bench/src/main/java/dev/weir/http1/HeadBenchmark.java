package dev.weir.http1;

import dev.weir.http.core.request.Refusal;
import java.nio.charset.StandardCharsets;
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

/**
 * Parsing the head of a request. The parser is the engine's own affair: this class is in its package, which on the
 * class path is enough to reach it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeadBenchmark {
    private static final String LOAD = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
    private static final String BROWSER = "GET /articles/2026/11/how-to-measure?page=2 HTTP/1.1\r\n"
            + "Host: www.example.com\r\n"
            + "Connection: keep-alive\r\n"
            + "Cache-Control: max-age=0\r\n"
            + "Upgrade-Insecure-Requests: 1\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
            + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Accept-Language: en-US,en;q=0.9\r\n"
            + "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark; seen=1\r\n\r\n";
    private static final int MAX_FIELDS = 500;

    /** Whose request: that of a load generator or that of a browser. */
    @Param({"load", "browser"})
    public String client;

    private byte[] head;
    private HeadParser parser;

    /** Makes the bytes and the parser of a connection. */
    @Setup
    public void setUp() {
        head = (client.equals("load") ? LOAD : BROWSER).getBytes(StandardCharsets.US_ASCII);
        parser = new HeadParser(MAX_FIELDS, false, false);
    }

    /** One head, as far as the engine looks at it by itself. */
    @Benchmark
    public Object parse() throws Refusal {
        return parser.parse(head, 0, head.length);
    }
}
