package dev.weir.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import java.util.List;

/** Tells HTTP/2 from HTTP/1 by the second byte: the clients' requests begin with GE or PO, the preface with PR. */
final class NettyChoice extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.isReadable(2)) {
            if (in.getByte(in.readerIndex() + 1) == 'R') {
                context.pipeline().addLast(Http2FrameCodecBuilder.forServer().build(), new NettyHttp2Answer());
            } else {
                context.pipeline().addLast(new HttpServerCodec(), new NettyAnswer());
            }
            context.pipeline().remove(this);
        }
    }
}
