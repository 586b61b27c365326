package dev.weir.samples;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads the values of options: times, ports, switches and lists. */
final class Values {
    private static final String NONE = "none";

    private Values() {}

    /** {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}; {@code none} is zero, which is how the builder says it. */
    static Duration duration(String text) throws UsageException {
        if (text.equals(NONE)) {
            return Duration.ZERO;
        }
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        String unit = text.substring(digits);
        // Nine digits fit an int, in any unit: more is a slip of the finger.
        if (digits > 0 && digits <= 9) {
            int amount = Integer.parseInt(text.substring(0, digits));
            switch (unit) {
                case "ms" -> {
                    return Duration.ofMillis(amount);
                }
                case "s" -> {
                    return Duration.ofSeconds(amount);
                }
                case "m" -> {
                    return Duration.ofMinutes(amount);
                }
                case "h" -> {
                    return Duration.ofHours(amount);
                }
                default -> {}
            }
        }
        throw new UsageException("not a duration such as 500ms, 5s, 2m, 1h or none: " + text);
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
