package dev.weir.bench.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Answers each request of HTTP/2 at once, on the connection's own handler, and sends when all that was read is
 * answered.
 */
final class NettyHttp2Answer extends ChannelInboundHandlerAdapter {
    private static final byte[] CONTENT = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
    private static final AsciiString LENGTH = AsciiString.cached(Integer.toString(CONTENT.length));
    private static final AsciiString TEXT = AsciiString.cached("text/plain");
    private static final AsciiString OK = AsciiString.cached("200");
    private static final AsciiString NOT_FOUND = AsciiString.cached("404");

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof Http2HeadersFrame request && request.isEndStream()) {
                answer(context, request.stream(), Life.PATH.contentEquals(request.headers().path()));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static void answer(ChannelHandlerContext context, Http2FrameStream stream, boolean found) {
        Http2Headers headers = new DefaultHttp2Headers(false)
                .status(found ? OK : NOT_FOUND)
                .add(AsciiString.cached("date"), NettyAnswer.date())
                .add(AsciiString.cached("content-type"), TEXT)
                .add(AsciiString.cached("content-length"), LENGTH);
        context.write(new DefaultHttp2HeadersFrame(headers).stream(stream));
        context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(CONTENT), true).stream(stream));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The load generator resets its connections at the end of a run.
        context.close();
    }
}
