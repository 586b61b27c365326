package dev.weir.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.concurrent.TimeUnit;

/** Answers each request at once and sends when all that was read is answered, as pipelining clients like it. */
final class NettyAnswer extends ChannelInboundHandlerAdapter {
    private static final byte[] CONTENT = Life.CONTENT.getBytes(StandardCharsets.US_ASCII);
    private static final AsciiString LENGTH = AsciiString.cached(Integer.toString(CONTENT.length));

    /** Written once a second by an event loop. Netty sends no date of its own, but all the others do. */
    private static volatile AsciiString date = now();

    static void startClock(EventLoopGroup group) {
        group.scheduleAtFixedRate(() -> date = now(), 1, 1, TimeUnit.SECONDS);
    }

    static AsciiString date() {
        return date;
    }

    private static AsciiString now() {
        return new AsciiString(DateFormatter.format(new Date()));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                answer(context, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static void answer(ChannelHandlerContext context, HttpRequest request) {
        boolean found = Life.PATH.equals(request.uri());
        ByteBuf content = Unpooled.wrappedBuffer(CONTENT);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, found ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND, content);
        response.headers()
                .set(HttpHeaderNames.DATE, date)
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                .set(HttpHeaderNames.CONTENT_LENGTH, LENGTH);
        if (HttpUtil.isKeepAlive(request)) {
            context.write(response, context.voidPromise());
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.write(response).addListener(ChannelFutureListener.CLOSE);
        }
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
