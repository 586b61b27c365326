package dev.weir.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The names of all settings. */
final class Known {
    static final String HTTP2 = "http2.";

    /** How many letters may be wrong in a name that somebody means for one of ours; of short ones half as many. */
    private static final int SLIPS = 2;

    private static final int SHORT = 6;

    /** By name; those of a listener without its name, as {@code listener.NAME.address}. */
    static final Map<String, Setting> SETTINGS = settings();

    private Known() {}

    private static Map<String, Setting> settings() {
        Map<String, Setting> all = new LinkedHashMap<>();
        Stream.of(
                        ServerEntries.ALL.stream().map(Entry::setting),
                        ProxyDraft.ALL.stream().map(Entry::setting),
                        TlsDraft.ALL.stream().map(Entry::setting),
                        http2().stream(),
                        ListenerDraft.settings().stream())
                .flatMap(each -> each)
                .forEach(setting -> all.put(setting.name(), setting));
        return all;
    }

    /** Those of HTTP/2, where it is there. */
    private static List<Setting> http2() {
        try {
            return Http2Entries.ALL.stream().map(Entry::setting).toList();
        } catch (NoClassDefFoundError e) {
            return List.of();
        }
    }

    /** Whether a name is one of a setting; also one that would be with HTTP/2. */
    static boolean is(String name) {
        return SETTINGS.containsKey(pattern(name));
    }

    static boolean isSecret(String name) {
        Setting setting = SETTINGS.get(pattern(name));
        return setting != null && setting.isSecret();
    }

    /** Returns the name of a listener in the name of a setting of it; empty where there is none. */
    static String listener(String name) {
        if (!name.startsWith(ListenerDraft.PREFIX)) {
            return "";
        }
        int start = ListenerDraft.PREFIX.length();
        int end = name.indexOf('.', start);
        String listener = end < 0 ? "" : name.substring(start, end);
        for (int i = 0; i < listener.length(); i++) {
            char c = listener.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return "";
            }
        }
        return listener;
    }

    /** Puts NAME in place of a listener's name. */
    private static String pattern(String name) {
        String listener = listener(name);
        return listener.isEmpty()
                ? name
                : ListenerDraft.PATTERN + name.substring(ListenerDraft.PREFIX.length() + listener.length() + 1);
    }

    /** Returns the name that a variable stands for; empty for none. */
    static String byVariable(String variable) {
        for (Setting setting : SETTINGS.values()) {
            if (setting.variable().equals(variable)) {
                return setting.name();
            }
        }
        return listenerByVariable(variable);
    }

    /** The same for one of a listener, such as {@code WEIR_LISTENER_PUBLIC_ADDRESS}. */
    private static String listenerByVariable(String variable) {
        String prefix = Setting.variable(ListenerDraft.PREFIX);
        String end = "";
        String found = "";
        for (String name : SETTINGS.keySet()) {
            if (variable.startsWith(prefix) && name.startsWith(ListenerDraft.PATTERN)) {
                String own = name.substring(ListenerDraft.PATTERN.length());
                String tail = Setting.variable("." + own).substring("WEIR".length() + 1);
                // The longest end is the setting, and what is before it is the listener.
                if (tail.length() > end.length()
                        && variable.length() > prefix.length() + tail.length()
                        && variable.endsWith(tail)) {
                    end = tail;
                    found = own;
                }
            }
        }
        return end.isEmpty()
                ? ""
                : ListenerDraft.PREFIX
                        + lower(variable.substring(prefix.length(), variable.length() - end.length()))
                        + "." + found;
    }

    private static String lower(String listener) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < listener.length(); i++) {
            char c = listener.charAt(i);
            text.append(c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
        }
        return text.toString();
    }

    /** Says that a name is unknown, and which one may have been meant. */
    static String unknown(String name, String source) {
        String nearest = nearest(name, name.length() / 2);
        if (name.startsWith(HTTP2) && !SETTINGS.containsKey("http2.scheduler")) {
            return "weir." + name + " (" + source + ") is for HTTP/2: add the module dev.weir.http2, or leave it out";
        }
        return "weir." + name + " (" + source + ") is no setting"
                + (nearest.isEmpty() ? "" : ": weir." + nearest + " is one");
    }

    /** Returns the name that one that is none of ours must be meant for, so near is it; empty where it is another's. */
    static String meant(String name) {
        return nearest(name, name.length() < SHORT ? SLIPS / 2 : SLIPS);
    }

    private static String nearest(String name, int most) {
        String listener = listener(name);
        String nearest = "";
        int least = most + 1;
        for (String each : SETTINGS.keySet()) {
            String candidate = listener.isEmpty()
                    ? each
                    : each.replace(ListenerDraft.PATTERN, ListenerDraft.PREFIX + listener + ".");
            int distance = distance(plain(name), plain(candidate));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Points, dashes and capitals are no difference: {@code idleTimeout} is near to {@code idle-timeout}. */
    private static String plain(String name) {
        return name.replace(".", "").replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** How many letters have to be put in, taken out or changed. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
