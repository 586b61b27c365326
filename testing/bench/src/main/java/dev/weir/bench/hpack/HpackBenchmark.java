package dev.weir.bench.hpack;

import dev.weir.hpack.BufferGrowth;
import dev.weir.hpack.HpackDecoder;
import dev.weir.hpack.HpackEncoder;
import dev.weir.hpack.HpackException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * Encoding and decoding a list of fields, by Weir, Netty and Jetty. {@code first} is a list on a new connection,
 * whose tables are empty; {@code again} is the same list on a connection that has carried it before.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HpackBenchmark {
    private static final int LIMIT = 65_536;
    /** How often a list goes over a connection before it counts as one that was there before. */
    private static final int BEFORE = 3;

    /** Which list. */
    @Param({"request", "response"})
    public String list;

    /** Whether the tables know it already. */
    @Param({"first", "again"})
    public String time;

    private List<String[]> fields;
    private boolean again;
    private byte[] block;

    private HpackEncoder weirEncoder;
    private HpackDecoder weirDecoder;
    private ByteBuffer weirOut;

    private DefaultHttp2HeadersEncoder nettyEncoder;
    private DefaultHttp2HeadersDecoder nettyDecoder;
    private Http2Headers nettyHeaders;
    private ByteBuf nettyOut;

    private org.eclipse.jetty.http2.hpack.HpackEncoder jettyEncoder;
    private org.eclipse.jetty.http2.hpack.HpackDecoder jettyDecoder;
    private MetaData jettyData;
    private ByteBuffer jettyOut;

    /** Makes the codecs, and has them carry the list where it is not to be the first time. */
    @Setup
    public void setUp() throws Exception {
        fields = list.equals("request") ? Lists.REQUEST : Lists.RESPONSE;
        again = time.equals("again");
        weirOut = ByteBuffer.allocate(8192);
        nettyOut = Unpooled.buffer(8192);
        jettyOut = ByteBuffer.allocate(8192);
        weirEncoder = weirEncoder();
        weirDecoder = new HpackDecoder(4096, LIMIT, LIMIT);
        nettyEncoder = nettyEncoder();
        nettyDecoder = new DefaultHttp2HeadersDecoder(false, LIMIT);
        nettyHeaders = new DefaultHttp2Headers(false);
        for (String[] field : fields) {
            nettyHeaders.add(new AsciiString(field[0]), new AsciiString(field[1]));
        }
        jettyEncoder = new org.eclipse.jetty.http2.hpack.HpackEncoder();
        jettyDecoder = new org.eclipse.jetty.http2.hpack.HpackDecoder(LIMIT, System::nanoTime);
        jettyData = jettyData();
        // All decode the same octets, which are Weir's: they put into the table what comes again.
        block = weirBlock(weirEncoder);
        for (int i = 0; again && i < BEFORE; i++) {
            weirDecoder.decode(ByteBuffer.wrap(block), (_, _, _) -> {});
            weirDecoder.endBlock();
            nettyDecoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
            jettyDecoder.decode(ByteBuffer.wrap(block));
            block = weirBlock(weirEncoder);
            encodeNetty();
            encodeJetty();
        }
    }

    private static HpackEncoder weirEncoder() {
        return new HpackEncoder(4096, BufferGrowth.doubling());
    }

    private static DefaultHttp2HeadersEncoder nettyEncoder() {
        return new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 16, 0);
    }

    private byte[] weirBlock(HpackEncoder encoder) {
        ByteBuffer out = encoder.beginBlock(ByteBuffer.allocate(8192));
        for (String[] field : fields) {
            out = encoder.encode(field[0], field[1], false, out);
        }
        byte[] made = new byte[out.flip().remaining()];
        out.get(made);
        return made;
    }

    private MetaData jettyData() {
        HttpFields.Mutable rest = HttpFields.build();
        for (String[] field : fields) {
            if (field[0].charAt(0) != ':') {
                rest.add(new HttpField(field[0], field[1]));
            }
        }
        return list.equals("request")
                ? new MetaData.Request(
                        "GET",
                        HttpURI.from("https://www.example.com/articles/2026/11/how-to-measure?page=2"),
                        HttpVersion.HTTP_2,
                        rest.asImmutable())
                : new MetaData.Response(200, null, HttpVersion.HTTP_2, rest.asImmutable());
    }

    /** Encoding by Weir. */
    @Benchmark
    public int encodeWeir() {
        HpackEncoder encoder = again ? weirEncoder : weirEncoder();
        ByteBuffer out = encoder.beginBlock(weirOut.clear());
        for (int i = 0; i < fields.size(); i++) {
            String[] field = fields.get(i);
            out = encoder.encode(field[0], field[1], false, out);
        }
        return out.position();
    }

    /** Encoding by Netty. */
    @Benchmark
    public int encodeNetty() throws Http2Exception {
        DefaultHttp2HeadersEncoder encoder = again ? nettyEncoder : nettyEncoder();
        encoder.encodeHeaders(1, nettyHeaders, nettyOut.clear());
        return nettyOut.readableBytes();
    }

    /** Encoding by Jetty. */
    @Benchmark
    public int encodeJetty() throws Exception {
        org.eclipse.jetty.http2.hpack.HpackEncoder encoder =
                again ? jettyEncoder : new org.eclipse.jetty.http2.hpack.HpackEncoder();
        encoder.encode(jettyOut.clear(), jettyData);
        return jettyOut.position();
    }

    /** Decoding by Weir, into strings. */
    @Benchmark
    public void decodeWeir(Blackhole sink) throws HpackException {
        HpackDecoder decoder = again ? weirDecoder : new HpackDecoder(4096, LIMIT, LIMIT);
        List<String> list = new ArrayList<>(40);
        decoder.decode(ByteBuffer.wrap(block), (name, value, _) -> {
            list.add(name);
            list.add(value);
        });
        decoder.endBlock();
        sink.consume(list);
    }

    /** Decoding by Netty, into its headers. */
    @Benchmark
    public Object decodeNetty() throws Http2Exception {
        DefaultHttp2HeadersDecoder decoder = again ? nettyDecoder : new DefaultHttp2HeadersDecoder(false, LIMIT);
        return decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
    }

    /** Decoding by Jetty, into its meta data. */
    @Benchmark
    public Object decodeJetty() throws Exception {
        org.eclipse.jetty.http2.hpack.HpackDecoder decoder =
                again ? jettyDecoder : new org.eclipse.jetty.http2.hpack.HpackDecoder(LIMIT, System::nanoTime);
        return decoder.decode(ByteBuffer.wrap(block));
    }
}
