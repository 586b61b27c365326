package dev.weir.json.spi;

/**
 * What JSON of a client may be. It says nothing of what a server writes.
 *
 * @param maxContent the most bytes of content, 1 MiB by default; more are answered with 413
 * @param maxDepth how deep arrays and objects may be nested, 64 by default; each level costs stack where it is read
 * @param maxString the most characters of a string, in UTF-16, 1 Mi by default; that of a property's name is the same
 * @param maxNumber the most characters of a number, 1,000 by default; the time for reading large ones grows faster than
 *     they
 * @param ignoreUnknown whether properties that a type does not have are passed over, false by default
 */
public record JsonSettings(int maxContent, int maxDepth, int maxString, int maxNumber, boolean ignoreUnknown) {
    /** The defaults. */
    public static final JsonSettings DEFAULT = new JsonSettings(1 << 20, 64, 1 << 20, 1000, false);

    /**
     * Makes settings.
     *
     * @throws IllegalArgumentException for a limit below 1
     */
    public JsonSettings {
        check("maxContent", maxContent);
        check("maxDepth", maxDepth);
        check("maxString", maxString);
        check("maxNumber", maxNumber);
    }

    private static void check(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(name + " is 1 or more, not " + limit);
        }
    }

    /**
     * Returns the same settings with another limit.
     *
     * @param bytes the most bytes of content, from 1
     * @return the changed copy
     */
    public JsonSettings withMaxContent(int bytes) {
        return new JsonSettings(bytes, maxDepth, maxString, maxNumber, ignoreUnknown);
    }

    /**
     * Returns the same settings with another limit.
     *
     * @param levels how deep arrays and objects may be nested, from 1
     * @return the changed copy
     */
    public JsonSettings withMaxDepth(int levels) {
        return new JsonSettings(maxContent, levels, maxString, maxNumber, ignoreUnknown);
    }

    /**
     * Returns the same settings with another limit.
     *
     * @param chars the most characters of a string or name, from 1
     * @return the changed copy
     */
    public JsonSettings withMaxString(int chars) {
        return new JsonSettings(maxContent, maxDepth, chars, maxNumber, ignoreUnknown);
    }

    /**
     * Returns the same settings with another limit.
     *
     * @param chars the most characters of a number, from 1
     * @return the changed copy
     */
    public JsonSettings withMaxNumber(int chars) {
        return new JsonSettings(maxContent, maxDepth, maxString, chars, ignoreUnknown);
    }

    /**
     * Returns the same settings for clients that may know more than this server.
     *
     * @param ignore whether properties that a type does not have are passed over
     * @return the changed copy
     */
    public JsonSettings withIgnoreUnknown(boolean ignore) {
        return new JsonSettings(maxContent, maxDepth, maxString, maxNumber, ignore);
    }
}
