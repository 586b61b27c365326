package dev.weir.samples;

/**
 * One option of the command line.
 *
 * @param name its name, without the dashes
 * @param value what its value is, for the help; empty for a flag, which is on where it is given without one
 * @param standard what holds without it, for the help; empty when nothing does
 * @param help what it does
 * @param reader takes the value over
 */
record Option(String name, String value, String standard, String help, Reader reader) {
    /** Takes an option's value over into the options. */
    @FunctionalInterface
    interface Reader {
        void read(Options options, String text) throws UsageException;
    }

    boolean isFlag() {
        return value.isEmpty();
    }

    /** Returns the line of the help. */
    String line() {
        String left = "  --" + name + " " + value;
        String right = help + (standard.isEmpty() ? "" : " (" + standard + ")");
        return left + " ".repeat(Math.max(2, 34 - left.length())) + right;
    }
}
