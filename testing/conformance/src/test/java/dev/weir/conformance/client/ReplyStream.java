package dev.weir.conformance.client;

import java.io.IOException;
import java.io.InputStream;

/** The content of a reply, as a stream that waits for no more than has come. */
final class ReplyStream extends InputStream {
    private final Client.Reply reply;
    /** What has come and is not read; null at the end. */
    private byte[] piece = {};

    private int at;

    ReplyStream(Client.Reply reply) {
        this.reply = reply;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        while (piece != null && at == piece.length) {
            piece = reply.read();
            at = 0;
        }
        if (piece == null) {
            return -1;
        }
        int n = Math.min(len, piece.length - at);
        System.arraycopy(piece, at, b, off, n);
        at += n;
        return n;
    }
}
