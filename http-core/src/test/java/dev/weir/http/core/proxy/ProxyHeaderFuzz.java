package dev.weir.http.core.proxy;

import dev.weir.http.core.spi.ProxyInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A target for a fuzzer that is guided by coverage: {@code tools/fuzz proxy-header}. The input is what a connection begins
 * with. It says the same in one piece and byte by byte, and what is behind the header is left.
 */
public final class ProxyHeaderFuzz {
    private static final InetSocketAddress PROXY = new InetSocketAddress(1);
    private static final int MOST = 1024;

    private ProxyHeaderFuzz() {}

    /**
     * One input.
     *
     * @param input any octets
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String whole = parse(input, Math.max(1, input.length));
        String bytes = parse(input, 1);
        if (whole.equals("more") && bytes.equals("!")) {
            // A piece that ends with CR is read when its LF is there.
            byte[] ended = Arrays.copyOf(input, input.length + 1);
            ended[input.length] = '\n';
            whole = parse(ended, ended.length);
        }
        // Of several faults a longer piece may show a later one.
        boolean same = whole.startsWith("!") ? bytes.startsWith("!") : whole.equals(bytes);
        if (!same) {
            throw new AssertionError(whole + " in one piece, " + bytes + " byte by byte");
        }
    }

    private static String parse(byte[] input, int piece) {
        ProxyParser parser = new ProxyParser(PROXY, MOST);
        int taken = 0;
        try {
            while (taken < input.length && parser.missing() > 0) {
                if (parser.missing() > MOST) {
                    throw new AssertionError("asks for " + parser.missing());
                }
                ByteBuffer some = ByteBuffer.wrap(input, taken, Math.min(piece, input.length - taken));
                parser.take(some);
                taken = some.position();
            }
        } catch (ProxyFault e) {
            return "!";
        }
        if (parser.missing() > 0) {
            return "more";
        }
        ProxyInfo info = parser.info();
        if (taken > MOST || info.source().isPresent() != info.destination().isPresent()) {
            throw new AssertionError(taken + " bytes: " + info);
        }
        return taken + " " + info;
    }
}
