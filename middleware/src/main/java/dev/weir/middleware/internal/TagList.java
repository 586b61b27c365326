package dev.weir.middleware.internal;

import org.jspecify.annotations.Nullable;

/** Walks over a list of entity tags (RFC 9110 section 8.8.3), as far as it is well-formed. For one call. */
final class TagList {
    private final String list;
    /** Where the tag begins, with its {@code W/}. */
    private int start;
    /** After its closing quote; where to go on. */
    private int end;

    private boolean weak;

    TagList(String list) {
        this.list = list;
    }

    /** Goes to the next tag; returns whether there is one. */
    boolean next() {
        int at = end;
        while (at < list.length() && (list.charAt(at) == ' ' || list.charAt(at) == '\t' || list.charAt(at) == ',')) {
            at++;
        }
        weak = list.startsWith("W/\"", at);
        int quote = weak ? at + 2 : at;
        int close = quote < list.length() && list.charAt(quote) == '"' ? list.indexOf('"', quote + 1) : -1;
        if (close < 0) {
            return false;
        }
        start = at;
        end = close + 1;
        return true;
    }

    boolean weak() {
        return weak;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Returns what stands between the quotes. */
    String opaque() {
        return list.substring(start + (weak ? 3 : 1), end - 1);
    }

    /** Returns what stands between the quotes of a field that is one tag; null where it is none. */
    static @Nullable TagList only(String field) {
        TagList tag = new TagList(field);
        return tag.next() && tag.start == 0 && tag.end == field.length() ? tag : null;
    }
}
