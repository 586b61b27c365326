package dev.weir.bench.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers each request at once and sends when all that was read is answered, as pipelining clients like it. */
final class NettyAnswer extends ChannelInboundHandlerAdapter {
    private static final Map<String, File> FILES = Stream.of(Life.FILE_PATH, Life.FILE_4K_PATH, Life.FILE_64K_PATH)
            .collect(Collectors.toMap(Function.identity(), path -> new File(Life.documents() + path)));

    /** Whether the content of the current request is sent back as it comes. */
    private boolean echo;

    private boolean keepAlive;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            keepAlive = HttpUtil.isKeepAlive(request);
            echo = Life.ECHO_PATH.equals(request.uri());
            File file = FILES.get(request.uri());
            if (echo) {
                beginEcho(context, request);
            } else if (file != null) {
                sendFile(context, file);
            } else if (Life.SLEEP_PATH.equals(request.uri())) {
                answerLater(context);
            } else {
                answer(context, NettyContent.at(request.uri()));
            }
        }
        if (message instanceof HttpContent content && echo) {
            echo = !(content instanceof LastHttpContent);
            // It is written on as it is, and released by the write.
            end(context.write(content), !echo);
            return;
        }
        ReferenceCountUtil.release(message);
    }

    /** By the loop's clock, as it may not sleep. Clients that ask for it send the next request after the answer. */
    private void answerLater(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            answer(context, NettyContent.at(Life.PATH));
                            context.flush();
                        },
                        Life.SLEEP_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void answer(ChannelHandlerContext context, NettyContent content) {
        HttpResponse response;
        if (content == null) {
            response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND, Unpooled.EMPTY_BUFFER);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        } else {
            response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content.bytes());
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length());
        }
        head(response);
        if (keepAlive) {
            context.write(response, context.voidPromise());
        } else {
            end(context.write(response), true);
        }
    }

    /** The system sends it, as in Netty's own example of a file server. */
    private void sendFile(ChannelHandlerContext context, File file) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        HttpUtil.setContentLength(response, file.length());
        head(response);
        context.write(response, context.voidPromise());
        context.write(new DefaultFileRegion(file, 0, file.length()), context.voidPromise());
        end(context.write(LastHttpContent.EMPTY_LAST_CONTENT), true);
    }

    private void beginEcho(ChannelHandlerContext context, HttpRequest request) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        if (HttpUtil.isContentLengthSet(request)) {
            HttpUtil.setContentLength(response, HttpUtil.getContentLength(request));
        } else {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        head(response);
        context.write(response, context.voidPromise());
    }

    private void head(HttpResponse response) {
        response.headers().set(HttpHeaderNames.DATE, NettyContent.date());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, NettyContent.TEXT);
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void end(ChannelFuture written, boolean last) {
        if (last && !keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
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
