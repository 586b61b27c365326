package dev.weir.http.core.proxy;

import dev.weir.http.core.spi.ProxyInfo;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a connection by the PROXY protocol, version 1 or 2, as it comes. It never asks for more bytes than the
 * header has for certain, so what follows it is left where it is.
 */
public final class ProxyParser {
    /** The shortest of all headers: {@code PROXY UNKNOWN} and the end of its line. */
    private static final int SHORTEST = 15;

    private static final byte[] LINE = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final byte[] BLOCK = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    private final SocketAddress proxy;
    private final int most;
    private byte[] bytes = new byte[128];
    private int length;
    private int wanted = SHORTEST;
    private @Nullable ProxyInfo info;

    /**
     * Begins.
     *
     * @param proxy who sends the header
     * @param most how long it may be
     */
    public ProxyParser(SocketAddress proxy, int most) {
        this.proxy = proxy;
        this.most = most;
    }

    /** How many bytes are still to come, at least; zero where the header is whole. */
    public int missing() {
        return wanted - length;
    }

    /**
     * Takes bytes, and none behind the header.
     *
     * @return whether the header is whole
     * @throws ProxyFault where it is none, or malformed
     */
    public boolean take(ByteBuffer src) throws ProxyFault {
        while (missing() > 0 && src.hasRemaining()) {
            int n = Math.min(missing(), src.remaining());
            if (length + n > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + n, Math.min(2 * bytes.length, most)));
            }
            src.get(bytes, length, n);
            length += n;
            wanted = wanted();
            if (wanted > most) {
                throw new ProxyFault("the header is longer than " + most + " bytes");
            }
        }
        return missing() == 0;
    }

    /** What the header says, once it is whole. */
    public ProxyInfo info() {
        ProxyInfo read = info;
        if (read == null) {
            throw new IllegalStateException("the header is not whole");
        }
        return read;
    }

    private int wanted() throws ProxyFault {
        boolean line = begins(LINE);
        if (!line && !begins(BLOCK)) {
            throw new ProxyFault("the connection does not begin with a header");
        }
        if (length < SHORTEST) {
            return SHORTEST;
        }
        int all = line ? ProxyLine.atLeast(bytes, length) : ProxyBlock.atLeast(bytes, length);
        if (all == length) {
            info = line ? ProxyLine.parse(bytes, length, proxy) : ProxyBlock.parse(bytes, length, proxy);
        }
        return all;
    }

    private boolean begins(byte[] with) {
        int n = Math.min(length, with.length);
        return Arrays.equals(bytes, 0, n, with, 0, n);
    }
}
