package dev.weir.mux;

import dev.weir.http.api.internal.Ascii;

/** The host in an authority (RFC 9110 section 7.2). */
final class HostNames {
    private HostNames() {}

    /** Returns where the host of an authority ends and its port begins, colon included; the length when there is no port. */
    static int end(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority.length() : colon;
    }

    /**
     * Returns the form in which authorities are compared: in lower case, and without the final dot of a name that says that it is
     * complete (RFC 3986 section 3.2.2). Clients send the dot as it was typed.
     */
    static String normal(String authority) {
        // By ASCII alone: hosts are ASCII, and no other letter may turn into one of theirs.
        String lower = Ascii.lower(authority);
        int end = end(lower);
        return end < 2 || lower.charAt(end - 1) != '.' ? lower : lower.substring(0, end - 1) + lower.substring(end);
    }
}
