package dev.weir.http2.field;

import dev.weir.hpack.FieldConsumer;
import dev.weir.http.api.Headers;
import dev.weir.http.api.HttpMethod;
import dev.weir.http.api.Status;
import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;
import dev.weir.http.core.exchange.TrailerFields;
import dev.weir.http.core.request.Authority;
import dev.weir.http.core.request.Refusal;
import dev.weir.http.core.request.RequestRules;
import dev.weir.http.core.request.WordList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of a request's head, or of its trailers, as they are decoded, and checks whether they make one
 * (RFC 9113 sections 8.1 to 8.5).
 *
 * <p><b>Threads.</b> The connection's thread.
 */
public final class RequestFields implements FieldConsumer {
    private static final String[] NO_STRINGS = {};
    private static final int FEW = 8;

    private final int maxCount;
    private final TunnelOffer tunnels;
    private final RequestRefusals refusals;

    private boolean trailers;
    private @Nullable String malformed;
    private boolean tooMany;

    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String path;
    private @Nullable String authority;
    private @Nullable String protocol;
    private @Nullable String host;
    private int hostAt;
    /** The content-length as it was sent; null for none. */
    private @Nullable String lengthText;

    private long contentLength;
    private boolean expectContinue;
    private boolean unknownExpectation;
    private @Nullable String priority;
    private boolean forwarded;

    /** Made with a block's first field, and given away with the block. */
    private String[] names = NO_STRINGS;

    private String[] values = NO_STRINGS;
    private int count;
    /** How many fields to expect: as many as the last block had. */
    private int expected = FEW;

    private int cookieAt;
    private @Nullable StringBuilder cookies;

    /**
     * The path and the authority of the last request: often the next one's are the same objects, out of HPACK's
     * table.
     */
    private @Nullable String lastPath;

    private int lastQuery;
    private @Nullable String lastAuthority;

    public RequestFields(int maxCount, TunnelOffer tunnels, RequestRefusals refusals) {
        this.maxCount = maxCount;
        this.tunnels = tunnels;
        this.refusals = refusals;
    }

    /** Begins a block of fields. */
    public void begin(boolean ofTrailers) {
        trailers = ofTrailers;
        malformed = null;
        tooMany = false;
        method = null;
        scheme = null;
        path = null;
        authority = null;
        protocol = null;
        host = null;
        lengthText = null;
        contentLength = -1;
        expectContinue = false;
        unknownExpectation = false;
        priority = null;
        forwarded = false;
        names = NO_STRINGS;
        values = NO_STRINGS;
        count = 0;
        cookieAt = -1;
        cookies = null;
    }

    @Override
    public void field(String name, String value, boolean sensitive) {
        if (malformed != null) {
            return;
        }
        if (!name.isEmpty() && name.charAt(0) == ':') {
            pseudo(name, value);
        } else if (!FieldRules.isName(name)) {
            malformed = "a field name that is no token in lower case";
        } else if (!FieldRules.isValue(value)) {
            malformed = "an octet in the value of " + name + " that may not stand there";
        } else {
            regular(name, value);
        }
    }

    // ---- one field

    /** Section 8.3: known, once, and before all others; none in trailers. */
    private void pseudo(String name, String value) {
        if (trailers) {
            malformed = "a pseudo-field in trailers";
        } else if (count > 0) {
            malformed = "a pseudo-field after others";
        } else {
            boolean first;
            switch (name) {
                case ":method" -> {
                    first = method == null;
                    method = value;
                }
                case ":scheme" -> {
                    first = scheme == null;
                    scheme = value;
                }
                case ":path" -> {
                    first = path == null;
                    path = value;
                }
                case ":authority" -> {
                    first = authority == null;
                    authority = value;
                }
                case ":protocol" -> {
                    first = protocol == null;
                    protocol = value;
                }
                default -> {
                    malformed = "an unknown pseudo-field";
                    return;
                }
            }
            if (!first) {
                malformed = "two of " + name;
            }
        }
    }

    private void regular(String name, String value) {
        switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te" -> {
                if (FieldRules.isConnectionSpecific(name, value)) {
                    malformed = "the field " + name + ", which is for HTTP/1 connections";
                    return;
                }
            }
            case "content-length" -> {
                if (!trailers && !setContentLength(value)) {
                    return;
                }
            }
            case "host" -> {
                if (host != null) {
                    malformed = "two of host";
                    return;
                }
                host = value;
                hostAt = count;
            }
            case "cookie" -> {
                if (!trailers && joinCookie(value)) {
                    return;
                }
            }
            case "expect" -> {
                // A list (RFC 9110 section 10.1.1), of which one member alone is known.
                int expectations = WordList.count(value, "100-continue");
                expectContinue |= expectations > 0;
                unknownExpectation |= expectations == WordList.OTHERS;
            }
            case "priority" -> priority = priority == null ? value : priority + ", " + value;
            case "via", "forwarded", "x-forwarded-for" -> forwarded = true;
            default -> {
                // any other field means nothing to the engine
            }
        }
        if (trailers && TrailerFields.isHostile(name)) {
            malformed = "the field " + name + " in trailers";
            return;
        }
        if (trailers && !TrailerFields.mayTrail(name)) {
            return;
        }
        append(name, value);
    }

    /**
     * RFC 9110 section 8.6: digits alone; several that are equal to the letter are one. False when it is not to be
     * kept.
     */
    private boolean setContentLength(String value) {
        long length = Ascii.decimal(value);
        boolean again = lengthText != null;
        malformed = RequestRules.lengthFault(length, lengthText != null && !lengthText.equals(value));
        if (malformed != null || again) {
            return false;
        }
        lengthText = value;
        contentLength = length;
        return true;
    }

    /** Joins cookie crumbs (section 8.2.3); true when this was one after the first. */
    private boolean joinCookie(String value) {
        if (cookieAt < 0) {
            cookieAt = count;
            return false;
        }
        // The first may have been one field too many, and so was not kept.
        if (cookieAt < count) {
            if (cookies == null) {
                cookies = new StringBuilder(values[cookieAt]);
            }
            cookies.append("; ").append(value);
        }
        return true;
    }

    private void append(String name, String value) {
        if (count == maxCount) {
            tooMany = true;
            return;
        }
        if (count == names.length) {
            int room = count == 0 ? Math.min(expected, maxCount) : count * 2;
            names = Arrays.copyOf(names, room);
            values = Arrays.copyOf(values, room);
        }
        names[count] = name;
        values[count] = value;
        count++;
    }

    // ---- the result

    /** Returns why the fields are malformed (section 8.1.1); null when they are not. */
    public @Nullable String malformed() {
        return malformed;
    }

    /** Returns whether there were more than the limit. */
    public boolean tooMany() {
        return tooMany;
    }

    /** Returns whether an intermediary has sent the request, by the fields that RFC 9218 section 13.1 names. */
    public boolean forwarded() {
        return forwarded;
    }

    /** Returns the trailers; once for each block. */
    public Headers trailers() {
        return take();
    }

    /** Gives the fields away. */
    private Headers take() {
        Headers taken = Headers.ofParsed(names, values, count);
        names = NO_STRINGS;
        values = NO_STRINGS;
        count = 0;
        return taken;
    }

    /**
     * Returns the head; once for each block.
     *
     * @param tooLarge whether fields were dropped as the list was over its limit
     * @return null when it is {@linkplain #malformed malformed}
     */
    public @Nullable RequestHead head(boolean tooLarge) {
        Refusal refusal = tooLarge || tooMany
                ? new Refusal(
                        Status.REQUEST_HEADER_FIELDS_TOO_LARGE,
                        tooMany ? "more than " + maxCount + " fields" : "the fields are too large")
                : null;
        if (malformed == null) {
            malformed = checkPseudo(tooLarge);
        }
        if (malformed != null || method == null) {
            return null;
        }
        if (cookies != null) {
            values[cookieAt] = cookies.toString();
        }
        boolean nowhere = scheme != null && authority == null && host == null;
        if (authority == null) {
            authority = host == null ? "" : host;
        } else if (host != null && hostAt < count) {
            // RFC 9113 section 8.3.1: the field is not used beside :authority, so no reader sees it spelt another way.
            values[hostAt] = authority;
        }
        boolean tunnel = method.equals(HttpMethod.CONNECT) && protocol == null;
        String target = tunnel ? authority : path == null ? "/" : path;
        int question = tunnel ? 0 : target == lastPath ? lastQuery : target.indexOf('?');
        if (refusal == null) {
            refusal = nowhere ? RequestRefusals.noAuthority() : refusals.of(method, scheme, target, unknownExpectation);
            if (refusal == null && !tunnel && target != lastPath) {
                refusal = RequestRefusals.ofPath(target);
            }
            if (refusal == null && protocol != null) {
                refusal = tunnels.refusal(protocol);
            }
        }
        if (!tunnel && refusal == null && target.charAt(0) == '/') {
            lastPath = target;
            lastQuery = question;
        }
        String only = tunnel ? "" : question < 0 ? target : target.substring(0, question);
        String query = tunnel || question < 0 ? "" : target.substring(question + 1);
        expected = Math.max(1, count);
        Headers headers = take();
        return new RequestHead(
                method,
                only,
                query,
                target,
                refusals.scheme(scheme),
                authority,
                protocol,
                headers,
                contentLength,
                expectContinue,
                priority,
                refusal);
    }

    /** Section 8.3.1, 8.5, and RFC 8441 section 4; null when all is as it should be. */
    private @Nullable String checkPseudo(boolean tooLarge) {
        if (method == null) {
            if (!tooLarge) {
                return "no :method";
            }
            method = HttpMethod.GET; // fields beyond the limit were not seen
        }
        if (method != HttpMethod.GET && !FieldSyntax.isToken(method)) {
            return "a :method that is no token";
        }
        if (authority != null && !isAuthority(authority, false)) {
            return "a malformed :authority";
        }
        // section 8.3.1: "... identifies an entity that differs from the entity in the ":authority" pseudo-header
        // field"
        if (host != null && authority != null && !Authority.equivalent(scheme, host, authority)) {
            return "a host that is not the :authority";
        }
        if (host != null && authority == null && !isAuthority(host, false)) {
            return "a malformed host";
        }
        if (tooLarge) {
            return null;
        }
        if (method.equals(HttpMethod.CONNECT) && protocol == null) {
            return scheme != null || path != null
                    ? "CONNECT with :scheme or :path"
                    : authority == null || !isAuthority(authority, true) ? "CONNECT without host and port" : null;
        }
        if (protocol != null) {
            if (!tunnels.offered()) {
                return "the pseudo-field :protocol, which was not offered";
            }
            if (!method.equals(HttpMethod.CONNECT)
                    || authority == null
                    || authority.isEmpty()
                    || !FieldSyntax.isToken(protocol)) {
                return "the pseudo-field :protocol without CONNECT and :authority";
            }
        }
        if (scheme == null || path == null) {
            return scheme == null ? "no :scheme" : "no :path";
        }
        if (!FieldRules.isScheme(scheme)) {
            return "a malformed :scheme";
        }
        return checkPath(method, path);
    }

    private @Nullable String checkPath(String method, String path) {
        if (path == lastPath) {
            return null;
        }
        if (path.isEmpty() || path.charAt(0) != '/' && !(path.equals("*") && method.equals(HttpMethod.OPTIONS))) {
            return "a :path that does not begin with a slash";
        }
        return FieldRules.isTarget(path) ? null : "an octet in the :path that may not stand there";
    }

    private boolean isAuthority(String text, boolean portNeeded) {
        // Empty where the client has no authority to name, as the Host field of HTTP/1.1 (RFC 9112 section 3.2).
        if ((text == lastAuthority || text.isEmpty()) && !portNeeded) {
            return true;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        boolean is = Authority.isAuthority(bytes, 0, bytes.length, portNeeded);
        if (is) {
            lastAuthority = text;
        }
        return is;
    }
}
