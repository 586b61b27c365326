package dev.weir.samples;

import dev.weir.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads the values of options: times, ports, switches and lists. */
final class Values {
    private Values() {}

    /** A time, in the form that settings have. */
    static Duration duration(String text) throws UsageException {
        try {
            return Settings.time(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + ", not \"" + text + "\"", e);
        }
    }

    static int port(String text) throws UsageException {
        // Nine digits fit an int.
        boolean plain = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> isDigit((char) c));
        int number = plain ? Integer.parseInt(text) : -1;
        if (number < 0 || number > 65_535) {
            throw new UsageException("not a port from 0 to 65535: " + text);
        }
        return number;
    }

    static boolean onOff(String text) throws UsageException {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new UsageException("not on or off: " + text);
        };
    }

    static String name(String text) throws UsageException {
        if (text.isBlank()) {
            throw new UsageException("a name is missing");
        }
        return text;
    }

    /** Names between commas. */
    static List<String> names(String text) throws UsageException {
        List<String> names = List.of(text.split(",", -1));
        if (names.stream().anyMatch(String::isBlank)) {
            throw new UsageException("not a list of names with commas between them: " + text);
        }
        return names.stream().map(String::strip).toList();
    }

    /** Returns a file or a folder. */
    static Path path(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("not a path: " + text, e);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
