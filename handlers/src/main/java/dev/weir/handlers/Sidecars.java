package dev.weir.handlers;

import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.internal.AcceptWeights;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files beside a file that hold the same in a content coding (RFC 9110 section 8.4): {@code app.js.br} of
 * {@code app.js}.
 */
final class Sidecars {
    /** As coarse as clocks of file systems and archives are: what was made later may seem to be so much older. */
    private static final long SLACK_MILLIS = 2000;

    /** Content codings with the ends of their files. */
    private static final String[][] CODINGS = {{"zstd", ".zst"}, {"br", ".br"}, {"gzip", ".gz"}};

    private Sidecars() {}

    /**
     * Opens the one that the client weighs most, of equal ones the smallest. Adds {@code Vary} where there is any: the
     * response depends on what the client accepts then, whatever that is.
     *
     * @param names of the plain file
     * @param plain the plain file
     * @return the file with its coding; null for the plain file itself
     */
    static @Nullable OpenFile open(ResponseWriter w, Request r, FileTree tree, List<String> names, OpenFile plain)
            throws IOException {
        long oldest = plain.attributes().lastModifiedTime().toMillis() - SLACK_MILLIS;
        long size = plain.attributes().size();
        AcceptWeights accepted = null;
        int weight = 0;
        String[] chosen = null;
        for (String[] coding : CODINGS) {
            BasicFileAttributes found = tree.glance(named(names, coding[1]));
            if (found == null
                    || !found.isRegularFile()
                    || found.lastModifiedTime().toMillis() < oldest
                    || found.size() >= plain.attributes().size()) {
                continue;
            }
            if (accepted == null) {
                vary(w, "Accept-Encoding");
                accepted = AcceptWeights.of(r.headers().all("Accept-Encoding"));
                // What is not named is less wanted than any coding that is accepted (RFC 9110 section 12.5.3).
                weight = Math.max(0, accepted.named("identity"));
            }
            int named = accepted.named(coding[0]);
            int own = named == AcceptWeights.NOT_NAMED ? accepted.named("*") : named;
            if (own > 0 && (own > weight || own == weight && found.size() < size)) {
                weight = own;
                size = found.size();
                chosen = coding;
            }
        }
        if (chosen == null) {
            return null;
        }
        OpenFile file = tree.openAny(named(names, chosen[1])).orElse(null);
        return file == null ? null : new OpenFile(file.channel(), file.attributes(), chosen[0]);
    }

    /** Adds a name to {@code Vary}, once. */
    static void vary(ResponseWriter w, String field) {
        if (!w.headers().containsToken("Vary", field)) {
            w.headers().add("Vary", field);
        }
    }

    private static List<String> named(List<String> names, String suffix) {
        List<String> changed = new ArrayList<>(names);
        changed.set(names.size() - 1, names.getLast() + suffix);
        return changed;
    }
}
