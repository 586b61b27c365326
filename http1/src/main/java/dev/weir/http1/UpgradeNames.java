package dev.weir.http1;

import dev.weir.http.api.Headers;
import dev.weir.http.api.internal.FieldSyntax;
import java.util.ArrayList;
import java.util.List;

/** The protocols that {@code Upgrade} lists, in the order of the client's preference (RFC 9110 section 7.8). Pure functions. */
final class UpgradeNames {
    private UpgradeNames() {}

    static List<String> of(Headers fields) {
        List<String> names = new ArrayList<>();
        for (String value : fields.all("Upgrade")) {
            int from = 0;
            for (int comma = value.indexOf(','); comma >= 0; comma = value.indexOf(',', from)) {
                add(names, value, from, comma);
                from = comma + 1;
            }
            add(names, value, from, value.length());
        }
        return names;
    }

    /** Adds the member between two commas without the white space around it; an empty one is none. */
    private static void add(List<String> names, String value, int from, int to) {
        String name = FieldSyntax.trimmed(value.substring(from, to));
        if (!name.isEmpty()) {
            names.add(name);
        }
    }
}
