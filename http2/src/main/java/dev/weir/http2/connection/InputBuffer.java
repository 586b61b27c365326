package dev.weir.http2.connection;

import java.nio.ByteBuffer;

/**
 * An array that frames are read into.
 *
 * @param bytes from its position to its limit stands what was read and not handled
 * @param view shows payloads of frames that stand there
 */
record InputBuffer(ByteBuffer bytes, ByteBuffer view) {
    static InputBuffer of(int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size).limit(0);
        return new InputBuffer(bytes, bytes.duplicate());
    }
}
