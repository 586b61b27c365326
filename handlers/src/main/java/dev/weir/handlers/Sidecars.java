package dev.weir.handlers;

import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.internal.AcceptWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files beside a file that hold the same in a content coding (RFC 9110 section 8.4): {@code app.js.br} of
 * {@code app.js}. One is for one request.
 */
final class Sidecars {
    /** As coarse as clocks of file systems and archives are: what was made later may seem to be so much older. */
    private static final long SLACK_MILLIS = 2000;

    /** Content codings with the ends of their files. */
    private static final String[][] CODINGS = {{"zstd", ".zst"}, {"br", ".br"}, {"gzip", ".gz"}};

    private final ResponseWriter w;
    private final Request r;
    private final FileTree tree;
    private final List<String> names;

    /**
     * Those of a file.
     *
     * @param names of the plain file
     */
    Sidecars(ResponseWriter w, Request r, FileTree tree, List<String> names) {
        this.w = w;
        this.r = r;
        this.tree = tree;
        this.names = names;
    }

    /**
     * Opens the one that the client weighs most, of equal ones the smallest. Adds {@code Vary} where there is any: the
     * response depends on what the client accepts then, whatever that is.
     *
     * @param plain what the plain file is
     * @param directory the plain file's, where it is open
     * @return the file with its coding; null for the plain file itself
     */
    @Nullable
    OpenFile open(BasicFileAttributes plain, @Nullable SecureDirectoryStream<Path> directory) throws IOException {
        AcceptWeights accepted = AcceptWeights.of(r.headers().all("Accept-Encoding"));
        // What is not named is less wanted than any coding that is accepted (RFC 9110 section 12.5.3).
        int weight = Math.max(0, accepted.named("identity"));
        long size = plain.size();
        String[] chosen = null;
        BasicFileAttributes attributes = null;
        boolean any = false;
        for (String[] coding : CODINGS) {
            int own = weight(accepted, coding);
            BasicFileAttributes found = own > 0 && own >= weight ? look(coding, plain) : null;
            any |= found != null;
            if (found != null && (own > weight || found.size() < size)) {
                weight = own;
                size = found.size();
                chosen = coding;
                attributes = found;
            }
        }
        // The others matter for Vary alone.
        for (int i = 0; !any && i < CODINGS.length; i++) {
            any = look(CODINGS[i], plain) != null;
        }
        if (any) {
            vary(w, "Accept-Encoding");
        }
        return chosen == null || attributes == null ? null : open(chosen, attributes, directory);
    }

    private static int weight(AcceptWeights accepted, String[] coding) {
        int named = accepted.named(coding[0]);
        return named == AcceptWeights.NOT_NAMED ? accepted.named("*") : named;
    }

    /** What the file is that holds the same in a coding; null where there is none that is worth it. */
    private @Nullable BasicFileAttributes look(String[] coding, BasicFileAttributes plain) {
        BasicFileAttributes found = tree.glance(names, coding[1]);
        return found != null
                        && found.isRegularFile()
                        && found.lastModifiedTime().toMillis()
                                >= plain.lastModifiedTime().toMillis() - SLACK_MILLIS
                        && found.size() < plain.size()
                ? found
                : null;
    }

    private @Nullable OpenFile open(
            String[] coding, BasicFileAttributes found, @Nullable SecureDirectoryStream<Path> directory)
            throws IOException {
        String name = names.getLast() + coding[1];
        if (directory != null) {
            try {
                return new OpenFile(tree.openIn(directory, name), found, coding[0]);
            } catch (IOException _) {
                // A link, for example: the longer way finds out whether it may be followed.
            }
        }
        List<String> beside = new ArrayList<>(names);
        beside.set(names.size() - 1, name);
        OpenFile file = tree.openAny(beside).orElse(null);
        return file == null ? null : new OpenFile(file.channel(), file.attributes(), coding[0]);
    }

    /** Adds a name to {@code Vary}, once. */
    static void vary(ResponseWriter w, String field) {
        if (!w.headers().containsToken("Vary", field)) {
            w.headers().add("Vary", field);
        }
    }
}
