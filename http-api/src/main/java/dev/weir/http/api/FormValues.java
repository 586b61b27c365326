package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.FieldSyntax;

/** The values of a form's parameters as something else than text; what they are not is 400. */
final class FormValues {
    private FormValues() {}

    static long number(String name, String value, long min, long max) {
        int start = value.startsWith("-") ? 1 : 0;
        boolean digits = value.length() > start;
        for (int i = start; i < value.length(); i++) {
            digits &= Ascii.isDigit(value.charAt(i));
        }
        if (!digits) {
            throw bad(name, "a whole number");
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // more than a long holds, so out of all bounds
        }
        throw bad(name, "a number from " + min + " to " + max);
    }

    static boolean flag(String name, String value) {
        return switch (Ascii.lower(value)) {
            case "on", "true", "yes", "1" -> true;
            case "off", "false", "no", "0" -> false;
            default -> throw bad(name, "true or false");
        };
    }

    static <E extends Enum<E>> E constant(String name, String value, Class<E> type) {
        StringBuilder names = new StringBuilder("one of ");
        for (E constant : type.getEnumConstants()) {
            if (FieldSyntax.equal(constant.name(), value)) {
                return constant;
            }
            names.append(constant.ordinal() == 0 ? "" : ", ").append(Ascii.lower(constant.name()));
        }
        throw bad(name, names.toString());
    }

    private static HttpError bad(String name, String wanted) {
        return HttpError.badRequest("the parameter " + name + " must be " + wanted);
    }
}
