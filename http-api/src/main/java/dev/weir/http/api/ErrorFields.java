package dev.weir.http.api;

import dev.weir.http.api.internal.FieldKinds;
import dev.weir.http.api.internal.FieldSyntax;

/** The fields of a response whose content an error's text takes the place of. */
final class ErrorFields {
    private ErrorFields() {}

    /**
     * Takes out what described the content; what was set for the response as a whole stays, such as cookies, the fields
     * of CORS and {@code Strict-Transport-Security}. {@code Cache-Control} stays where it forbids to store anything, as
     * that is no less right for an error.
     */
    static void removeContent(Headers fields) {
        boolean noStore = fields.containsToken("Cache-Control", "no-store");
        int i = 0;
        while (i < fields.size()) {
            String name = fields.name(i);
            if (FieldKinds.describesContent(name) && !(noStore && FieldSyntax.equal(name, "Cache-Control"))) {
                fields.remove(name);
            } else {
                i++;
            }
        }
    }

    /** Adds an error's own fields, which take the place of those of their names, but for lists that several add to. */
    static void add(Headers fields, Headers own) {
        for (int i = 0; i < own.size(); i++) {
            String name = own.name(i);
            if (!FieldKinds.isAddedTo(name) && own.indexOf(name, 0) == i) {
                fields.remove(name);
            }
            fields.add(name, own.value(i));
        }
    }
}
