package dev.weir.conformance.tools;

import dev.weir.wire.testkit.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request, as somebody between client and handler, or the handler, has seen it.
 *
 * @param method the method
 * @param target the request target
 * @param client what the proxy says of whose it is; empty where it says nothing
 * @param content the content, one character a byte; null where it broke off
 */
record SeenRequest(String method, String target, String client, String content) {
    /** The field that the proxies are configured to add to each request. */
    static final String CLIENT = "X-Client-Port";

    private static final Pattern REQUEST_LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/1\\.[01]");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*+([\\t -~\\x80-\\xff]*?)[ \\t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})(?:[ \\t]*;[\\t -~\\x80-\\xff]*)?");

    /**
     * Splits what went over a connection by the strict reading of RFC 9112 section 6, without any of the code under
     * test. Ends before what is malformed, and with a request that breaks off.
     */
    static List<SeenRequest> split(String bytes) {
        List<SeenRequest> requests = new ArrayList<>();
        int at = 0;
        while (at < bytes.length()) {
            int end = bytes.indexOf("\r\n\r\n", at);
            if (end < 0) {
                return requests;
            }
            String[] lines = bytes.substring(at, end).split("\r\n");
            Matcher line = REQUEST_LINE.matcher(lines[0]);
            if (!line.matches()) {
                return requests;
            }
            List<String> lengths = new ArrayList<>();
            List<String> codings = new ArrayList<>();
            String client = "";
            for (int i = 1; i < lines.length; i++) {
                Matcher field = FIELD.matcher(lines[i]);
                if (!field.matches()) {
                    return requests;
                }
                switch (field.group(1).toLowerCase(Locale.ROOT)) {
                    case "content-length" -> lengths.add(field.group(2));
                    case "transfer-encoding" -> codings.add(field.group(2));
                    case "x-client-port" -> client = field.group(2);
                    default -> {}
                }
            }
            boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
            if (lengths.size() > 1
                    || !codings.isEmpty() && (!chunked || !lengths.isEmpty())
                    || lengths.size() == 1 && !lengths.getFirst().matches("0*[0-9]{1,19}")) {
                return requests;
            }
            StringBuilder content = new StringBuilder();
            long length = lengths.isEmpty() ? 0 : Long.parseUnsignedLong(lengths.getFirst());
            at = chunked ? chunks(bytes, end + 4, content) : plain(bytes, end + 4, length, content);
            requests.add(new SeenRequest(line.group(1), line.group(2), client, at < 0 ? null : content.toString()));
            if (at < 0) {
                return requests;
            }
        }
        return requests;
    }

    /** The same, its content without an end. */
    SeenRequest brokenOff() {
        return new SeenRequest(method, target, client, null);
    }

    private static int plain(String bytes, int start, long length, StringBuilder content) {
        if (length < 0 || length > bytes.length() - start) {
            return -1;
        }
        content.append(bytes, start, start + (int) length);
        return start + (int) length;
    }

    /** Where they end; -1 where they break off or are malformed. */
    private static int chunks(String bytes, int start, StringBuilder content) {
        int at = start;
        while (true) {
            int end = bytes.indexOf("\r\n", at);
            Matcher chunk = CHUNK.matcher(end < 0 ? "" : bytes.substring(at, end));
            if (!chunk.matches()) {
                return -1;
            }
            long size = Long.parseLong(chunk.group(1), 16);
            at = end + 2;
            if (size == 0) {
                return trailersEnd(bytes, at);
            }
            if (size > bytes.length() - at || !bytes.startsWith("\r\n", at + (int) size)) {
                return -1;
            }
            content.append(bytes, at, at + (int) size);
            at += (int) size + 2;
        }
    }

    private static int trailersEnd(String bytes, int start) {
        int at = start;
        for (int end = bytes.indexOf("\r\n", at); end >= 0; end = bytes.indexOf("\r\n", at)) {
            if (end == at) {
                return at + 2;
            }
            if (!FIELD.matcher(bytes.substring(at, end)).matches()) {
                return -1;
            }
            at = end + 2;
        }
        return -1;
    }

    @Override
    public String toString() {
        return method + " " + Wire.show(target) + " of " + client + " "
                + (content == null ? "broken off" : content.length() + ":" + Wire.show(content));
    }
}
