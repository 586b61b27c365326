package dev.weir.observe;

import java.util.List;
import java.util.Set;

/**
 * What lines say.
 *
 * @param fields of which they say something
 * @param extraNames of the program's own fields
 * @param mask leaves the first bits of clients
 * @param hideQuery whether queries are hidden
 */
record LineStyle(
        AccessLog.Format format, Set<LogField> fields, List<String> extraNames, AddressMask mask, boolean hideQuery) {
    /** The field of the program's own that is the user of the common format. */
    private static final String USER = "user.name";

    /** Returns where the user is among the program's own fields; -1 for none. */
    int user() {
        return extraNames.indexOf(USER);
    }
}
