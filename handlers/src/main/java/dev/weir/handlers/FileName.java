package dev.weir.handlers;

import dev.weir.http.api.internal.Ascii;
import java.io.File;
import java.util.Set;

/** Which names a client may ask for: they stay where they are put, and name one file by one name. */
final class FileName {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    /** What Windows takes for a stream of a file, a wildcard or worse. */
    private static final String WINDOWS_RESERVED = ":*?\"<>|";

    /** Devices, which Windows finds in every folder and with every extension; ports stand below. */
    private static final Set<String> DEVICES = Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$");

    /** The digits of COM1 and LPT1, for which superscripts do as well. */
    private static final String PORTS = "0123456789\u00b9\u00b2\u00b3";

    /** The one folder of a site that begins with a dot and is for all (RFC 8615 section 3). */
    private static final String WELL_KNOWN = ".well-known";

    private FileName() {}

    /** Returns whether a name stays where it is put, on the system that this runs on. */
    static boolean isValid(String name) {
        return isValid(name, WINDOWS);
    }

    static boolean isValid(String name, boolean windows) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c == 0x7f || c == '/' || c == '\\' || windows && WINDOWS_RESERVED.indexOf(c) >= 0) {
                return false;
            }
        }
        if (!windows) {
            return true;
        }
        // Windows drops dots and spaces at the end: such a name is another one's.
        return !name.endsWith(".") && !name.endsWith(" ") && !isDevice(name) && !isShort(name);
    }

    /**
     * Returns whether a name is for the program's own use, as it begins with a dot.
     *
     * @param depth how many names stand before it
     */
    static boolean isHidden(String name, int depth) {
        int i = 0;
        // HFS+ ignores characters that are not seen: ".git" is found under a name with one before the dot.
        while (i < name.length() && Character.getType(name.charAt(i)) == Character.FORMAT) {
            i++;
        }
        return name.startsWith(".", i) && !(depth == 0 && name.equals(WELL_KNOWN));
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String base = upperCase((dot < 0 ? name : name.substring(0, dot)).stripTrailing());
        boolean port = base.length() == 4 && (base.startsWith("COM") || base.startsWith("LPT"));
        return DEVICES.contains(base) || port && PORTS.indexOf(base.charAt(3)) >= 0;
    }

    /**
     * Returns whether a name has the form of those that Windows gives to every file as a second one, as {@code GIT~1} to
     * {@code .git}: at most eight characters that end in a tilde and digits, and at most three after a dot. A file whose
     * own name looks like this is not served there.
     */
    private static boolean isShort(String name) {
        int dot = name.indexOf('.');
        int end = dot < 0 ? name.length() : dot;
        if (end > 8 || dot >= 0 && (name.length() - dot > 4 || name.indexOf('.', dot + 1) >= 0)) {
            return false;
        }
        int tilde = end;
        while (tilde > 0 && Ascii.isDigit(name.charAt(tilde - 1))) {
            tilde--;
        }
        return tilde < end && tilde > 0 && name.charAt(tilde - 1) == '~';
    }

    private static String upperCase(String s) {
        StringBuilder out = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            out.append(c >= 'a' && c <= 'z' ? (char) (c - 0x20) : c);
        }
        return out.toString();
    }
}
