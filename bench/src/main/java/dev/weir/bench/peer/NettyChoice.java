package dev.weir.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import java.util.List;

/** Tells HTTP/2 from HTTP/1 by the first byte: all requests of the load generators begin with G, the preface with P. */
final class NettyChoice extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.isReadable()) {
            if (in.getByte(in.readerIndex()) == 'P') {
                context.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(), new NettyHttp2Answer());
            } else {
                context.pipeline().addLast(new HttpServerCodec(), new NettyAnswer());
            }
            context.pipeline().remove(this);
        }
    }
}
