package dev.weir.http.core.request;

/**
 * A number for what kind of request a handler gets: the same for requests of one method whose paths begin with the same two
 * segments. Where requests of a kind have stood still, others will.
 */
public final class HandlerKind {
    /** How many segments of the path count. */
    private static final int SEGMENTS = 2;
    /** So far into a path that is one long segment. */
    private static final int MOST_CHARS = 48;

    private HandlerKind() {}

    /**
     * Returns the kind of a request.
     *
     * @param method the method
     * @param path the path as sent, from its slash
     * @return zero or more
     */
    public static int of(String method, String path) {
        int hash = method.hashCode();
        int end = Math.min(path.length(), MOST_CHARS);
        int segments = 0;
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '/' && ++segments > SEGMENTS || c == '?') {
                break;
            }
            hash = 31 * hash + c;
        }
        return spread(hash);
    }

    /**
     * Returns the kind of a request.
     *
     * @param method the method
     * @param bytes hold the path as sent
     * @param from where it begins
     * @param to where it ends
     * @return zero or more; the same as of the path as text
     */
    public static int of(String method, byte[] bytes, int from, int to) {
        int hash = method.hashCode();
        int end = Math.min(to, from + MOST_CHARS);
        int segments = 0;
        for (int i = from; i < end; i++) {
            char c = (char) (bytes[i] & 0xff);
            if (c == '/' && ++segments > SEGMENTS || c == '?') {
                break;
            }
            hash = 31 * hash + c;
        }
        return spread(hash);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & Integer.MAX_VALUE;
    }
}
