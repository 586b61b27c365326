package dev.weir.mux;

/** The host in an authority (RFC 9110 section 7.2). */
final class Hosts {
    private Hosts() {}

    /** Where the host of an authority ends and its port begins, colon included; the length when there is no port. */
    static int end(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon < 0 || authority.indexOf(']', colon) >= 0 ? authority.length() : colon;
    }

    /** Lower case by ASCII alone: hosts are ASCII, and no other letter may turn into one of theirs. */
    static String lowerCase(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) >= 'A' && s.charAt(i) <= 'Z') {
                char[] chars = s.toCharArray();
                for (int k = i; k < chars.length; k++) {
                    if (chars[k] >= 'A' && chars[k] <= 'Z') {
                        chars[k] += 'a' - 'A';
                    }
                }
                return new String(chars);
            }
        }
        return s;
    }
}
