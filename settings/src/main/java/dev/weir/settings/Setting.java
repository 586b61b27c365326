package dev.weir.settings;

/**
 * A setting that can come from outside, as people are to read of it: {@link Settings#all} has all.
 *
 * @param name its name, such as {@code idle-timeout}: {@code weir.idle-timeout} in a file and as a system property, {@code
 *     WEIR_IDLE_TIMEOUT} in the environment
 * @param form what a value looks like, such as {@code TIME}
 * @param standard what holds where it is not set; empty where nothing does
 * @param help what it does
 */
public record Setting(String name, String form, String standard, String help) {
    private static final String PREFIX = "weir.";

    /**
     * Returns the name in a file and as a system property.
     *
     * @return the name, with {@code weir.} before it
     */
    public String property() {
        return PREFIX + name;
    }

    /**
     * Returns the name in the environment.
     *
     * @return the name in capitals, with {@code WEIR_} before it and a line below for each point and dash
     */
    public String variable() {
        return variable(name);
    }

    /**
     * Whether the value is nobody's business: it is not printed, nor is it in an error.
     *
     * @return whether it is a secret
     */
    public boolean isSecret() {
        return name.endsWith("password");
    }

    static String variable(String name) {
        StringBuilder text = new StringBuilder("WEIR_");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c == '.' || c == '-' ? '_' : c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return text.toString();
    }
}
