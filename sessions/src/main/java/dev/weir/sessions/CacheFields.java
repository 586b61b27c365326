package dev.weir.sessions;

import dev.weir.http.api.Headers;

/** Keeps caches from giving one client what was made for another. */
final class CacheFields {
    private CacheFields() {}

    /**
     * What depends on a session differs by the cookie, and is for one client alone. With the session's cookie in it, no
     * cache that is shared may have it, whatever the handler has said.
     */
    static void keepPrivate(Headers fields, boolean setsCookie) {
        if (!has(fields, "Vary", "*") && !has(fields, "Vary", "cookie")) {
            fields.add("Vary", "Cookie");
        }
        if (setsCookie && !has(fields, "Cache-Control", "private") && !has(fields, "Cache-Control", "no-store")) {
            fields.set("Cache-Control", "no-store");
        } else if (!fields.contains("Cache-Control")) {
            fields.set("Cache-Control", "private, no-cache");
        }
    }

    /** Whether a list has an element, in any case. */
    private static boolean has(Headers fields, String name, String element) {
        for (int i = fields.indexOf(name, 0); i >= 0; i = fields.indexOf(name, i + 1)) {
            String list = fields.value(i);
            int end;
            for (int start = 0; start < list.length(); start = end + 1) {
                end = list.indexOf(',', start);
                end = end < 0 ? list.length() : end;
                if (list.substring(start, end).strip().equalsIgnoreCase(element)) {
                    return true;
                }
            }
        }
        return false;
    }
}
