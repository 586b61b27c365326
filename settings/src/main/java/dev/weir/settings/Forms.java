package dev.weir.settings;

import dev.weir.http.api.ErrorRenderer;
import dev.weir.http.core.HandlerThreads;
import dev.weir.settings.Entry.Form;
import dev.weir.tls.spi.ClientAuth;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The forms of values: times, sizes, numbers, switches, names and files. */
final class Forms {
    static final Form<Duration> TIME = new Form<>("TIME", Forms::time);
    static final Form<Integer> SIZE = new Form<>("SIZE", text -> (int) size(text, Integer.MAX_VALUE));
    static final Form<Long> LONG_SIZE = new Form<>("SIZE", text -> size(text, Long.MAX_VALUE));
    static final Form<Integer> RATE =
            new Form<>("SIZE", text -> text.equals("none") ? 0 : (int) size(text, Integer.MAX_VALUE));
    static final Form<Integer> NUMBER = new Form<>("N", Forms::number);
    static final Form<Integer> NUMBER_OR_NONE = new Form<>("N", text -> text.equals("none") ? 0 : number(text));
    static final Form<Boolean> SWITCH = new Form<>("on|off", Forms::onOff);
    static final Form<String> NAME = new Form<>("NAME", Forms::name);
    static final Form<String> ADDRESS = new Form<>("ADDRESS", text -> text);
    static final Form<List<String>> NAMES = new Form<>("NAME,...", Forms::names);
    static final Form<List<String>> NETWORKS = new Form<>("NET,...", Forms::names);
    static final Form<Path> FILE = new Form<>("FILE", Forms::path);
    static final Form<List<Path>> FILES =
            new Form<>("FILE,...", text -> names(text).stream().map(Forms::path).toList());
    static final Form<char[]> SECRET = new Form<>("SECRET", String::toCharArray);
    static final Form<ErrorRenderer> ERRORS = new Form<>("text|json|html|accept", Forms::errors);
    static final Form<HandlerThreads> THREADS = new Form<>("elastic|virtual", Forms::threads);
    static final Form<ClientAuth> CLIENT_AUTH = new Form<>("none|want|need", Forms::clientAuth);

    private static final int MOST_DIGITS = 18;

    private Forms() {}

    static IllegalArgumentException wanted(String what) {
        return new IllegalArgumentException("wanted is " + what);
    }

    private static int digits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    private static Duration time(String text) {
        if (text.equals("none")) {
            return Duration.ZERO;
        }
        int digits = digits(text);
        // Nine digits fit an int, in any unit: more is a slip of the finger.
        if (digits > 0 && digits <= 9) {
            int amount = Integer.parseInt(text, 0, digits, 10);
            switch (text.substring(digits)) {
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
        throw wanted("a time such as 500ms, 5s, 2m, 1h or none");
    }

    private static long size(String text, long most) {
        int digits = digits(text);
        if (digits > 0 && digits <= MOST_DIGITS) {
            long amount = Long.parseLong(text, 0, digits, 10);
            int shift = switch (text.substring(digits)) {
                case "" -> 0;
                case "k" -> 10;
                case "m" -> 20;
                case "g" -> 30;
                default -> -1;
            };
            if (shift >= 0 && amount <= most >> shift) {
                return amount << shift;
            }
        }
        throw wanted("a number of bytes such as 4096, 64k, 1m or 2g, up to " + most);
    }

    private static int number(String text) {
        if (digits(text) == text.length() && !text.isEmpty() && text.length() <= MOST_DIGITS) {
            long number = Long.parseLong(text);
            if (number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        throw wanted("a number");
    }

    private static boolean onOff(String text) {
        return switch (text) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw wanted("on or off");
        };
    }

    private static String name(String text) {
        if (text.isBlank()) {
            throw wanted("a name");
        }
        return text;
    }

    private static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            if (name.isBlank()) {
                throw wanted("a list with commas between its parts");
            }
            names.add(name.strip());
        }
        return names;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("this is no path: " + e.getReason(), e);
        }
    }

    private static ErrorRenderer errors(String text) {
        return switch (text) {
            case "text" -> ErrorRenderer.plainText();
            case "json" -> ErrorRenderer.problemJson();
            case "html" -> ErrorRenderer.html();
            case "accept" -> ErrorRenderer.byAccept();
            default -> throw wanted("text, json, html or accept");
        };
    }

    private static HandlerThreads threads(String text) {
        return switch (text) {
            case "elastic" -> HandlerThreads.ELASTIC;
            case "virtual" -> HandlerThreads.VIRTUAL;
            default -> throw wanted("elastic or virtual");
        };
    }

    private static ClientAuth clientAuth(String text) {
        return switch (text) {
            case "none" -> ClientAuth.NONE;
            case "want" -> ClientAuth.WANT;
            case "need" -> ClientAuth.NEED;
            default -> throw wanted("none, want or need");
        };
    }
}
