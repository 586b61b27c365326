package dev.weir.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A message that the handler reads from the receiver. */
final class StreamedMessage extends InputStream implements IncomingMessage {
    private final Receiver receiver;
    private final boolean text;

    StreamedMessage(Receiver receiver, boolean text) {
        this.receiver = receiver;
        this.text = text;
    }

    @Override
    public boolean isText() {
        return text;
    }

    @Override
    public InputStream stream() {
        return this;
    }

    @Override
    public Reader reader() {
        if (!text) {
            throw new IllegalStateException("a message of bytes has no text");
        }
        return new InputStreamReader(this, StandardCharsets.UTF_8);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, to.length);
        return receiver.read(this, to, from, length);
    }
}
