package dev.weir.bench.peer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Answers each request of HTTP/2 at once, on the connection's own handler, and sends when all that was read is
 * answered.
 */
final class NettyHttp2Answer extends ChannelInboundHandlerAdapter {
    private static final AsciiString OK = AsciiString.cached("200");
    private static final AsciiString NOT_FOUND = AsciiString.cached("404");
    private static final AsciiString DATE = AsciiString.cached("date");
    private static final AsciiString TYPE = AsciiString.cached("content-type");
    private static final AsciiString LENGTH = AsciiString.cached("content-length");

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case Http2HeadersFrame request
            when Life.ECHO_PATH.contentEquals(request.headers().path()) -> beginEcho(context, request);
            case Http2HeadersFrame request
            when Life.SLEEP_PATH.contentEquals(request.headers().path()) -> answerLater(context, request.stream());
            case Http2HeadersFrame request
            when request.isEndStream() ->
                answer(
                        context,
                        request.stream(),
                        NettyContent.at(request.headers().path()));
            case Http2DataFrame data -> echo(context, data);
            default -> ReferenceCountUtil.release(message);
        }
    }

    /** By the loop's clock, as it may not sleep. */
    private static void answerLater(ChannelHandlerContext context, Http2FrameStream stream) {
        context.executor()
                .schedule(
                        () -> {
                            answer(context, stream, NettyContent.at(Life.PATH));
                            context.flush();
                        },
                        Life.SLEEP_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static void answer(ChannelHandlerContext context, Http2FrameStream stream, NettyContent content) {
        Http2Headers headers = head(content == null ? NOT_FOUND : OK);
        if (content == null) {
            context.write(new DefaultHttp2HeadersFrame(headers, true).stream(stream));
            return;
        }
        headers.add(LENGTH, content.length());
        context.write(new DefaultHttp2HeadersFrame(headers).stream(stream));
        context.write(new DefaultHttp2DataFrame(content.bytes(), true).stream(stream));
    }

    private static Http2Headers head(AsciiString status) {
        return new DefaultHttp2Headers(false)
                .status(status)
                .add(DATE, NettyContent.date())
                .add(TYPE, NettyContent.TEXT);
    }

    private static void beginEcho(ChannelHandlerContext context, Http2HeadersFrame request) {
        Http2Headers headers = head(OK);
        CharSequence length = request.headers().get(LENGTH);
        if (length != null) {
            headers.add(LENGTH, length);
        }
        context.write(new DefaultHttp2HeadersFrame(headers, request.isEndStream()).stream(request.stream()));
    }

    /** Content goes back as it is, released by the write, and the client may send as much again. */
    private static void echo(ChannelHandlerContext context, Http2DataFrame data) {
        int consumed = data.initialFlowControlledBytes();
        context.write(new DefaultHttp2DataFrame(data.content(), data.isEndStream()).stream(data.stream()));
        context.write(new DefaultHttp2WindowUpdateFrame(consumed).stream(data.stream()));
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
