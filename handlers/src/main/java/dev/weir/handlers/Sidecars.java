package dev.weir.handlers;

import dev.weir.handlers.FileTree.OpenFile;
import dev.weir.http.api.HttpError;
import dev.weir.http.api.Request;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.internal.AcceptWeights;
import java.io.IOException;
import java.nio.channels.FileChannel;
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
    /** Those that are open already, in the order of the codings; null where they are to be looked for. */
    private final @Nullable OpenFile @Nullable [] kept;

    /**
     * Those of a file.
     *
     * @param names of the plain file
     * @param kept what {@link #openAll} gave; null for none
     */
    Sidecars(ResponseWriter w, Request r, FileTree tree, List<String> names, @Nullable OpenFile @Nullable [] kept) {
        this.w = w;
        this.r = r;
        this.tree = tree;
        this.names = names;
        this.kept = kept;
    }

    /**
     * Opens all that are worth it, to stay open.
     *
     * @param names of the plain file
     * @param plain what that is
     * @return one for each coding, in their order; null for none
     */
    static @Nullable OpenFile[] openAll(FileTree tree, List<String> names, BasicFileAttributes plain)
            throws IOException {
        @Nullable OpenFile[] all = new OpenFile[CODINGS.length];
        try {
            for (int i = 0; i < CODINGS.length; i++) {
                if (worth(tree.glance(names, CODINGS[i][1]), plain) != null) {
                    all[i] = openWorth(tree, names, CODINGS[i], plain);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            closeAll(all);
            throw e;
        }
        return all;
    }

    private static @Nullable OpenFile openWorth(
            FileTree tree, List<String> names, String[] coding, BasicFileAttributes plain) throws IOException {
        OpenFile file;
        try {
            file = openBeside(tree, names, coding);
        } catch (HttpError _) {
            // It may not be read: with the plain file all is well.
            return null;
        }
        if (file != null && (!(file.channel() instanceof FileChannel) || worth(file.attributes(), plain) == null)) {
            file.close();
            return null;
        }
        return file;
    }

    /** Closes what {@link #openAll} has opened. */
    static void closeAll(@Nullable OpenFile[] all) throws IOException {
        for (OpenFile file : all) {
            if (file != null) {
                file.close();
            }
        }
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
        int chosen = -1;
        BasicFileAttributes attributes = null;
        boolean any = false;
        for (int i = 0; i < CODINGS.length; i++) {
            int own = weight(accepted, CODINGS[i]);
            BasicFileAttributes found = own > 0 && own >= weight ? look(i, plain) : null;
            any |= found != null;
            if (found != null && (own > weight || found.size() < size)) {
                weight = own;
                size = found.size();
                chosen = i;
                attributes = found;
            }
        }
        // The others matter for Vary alone.
        for (int i = 0; !any && i < CODINGS.length; i++) {
            any = look(i, plain) != null;
        }
        if (any) {
            vary(w, "Accept-Encoding");
        }
        if (attributes == null) {
            return null;
        }
        return kept != null ? kept[chosen] : open(CODINGS[chosen], attributes, directory);
    }

    private static int weight(AcceptWeights accepted, String[] coding) {
        int named = accepted.named(coding[0]);
        return named == AcceptWeights.NOT_NAMED ? accepted.named("*") : named;
    }

    /** What the file is that holds the same in a coding; null where there is none that is worth it. */
    private @Nullable BasicFileAttributes look(int coding, BasicFileAttributes plain) {
        if (kept != null) {
            OpenFile file = kept[coding];
            return file == null ? null : file.attributes();
        }
        return worth(tree.glance(names, CODINGS[coding][1]), plain);
    }

    /** Returns what was found where it is a file that is not older and smaller; else null. */
    private static @Nullable BasicFileAttributes worth(@Nullable BasicFileAttributes found, BasicFileAttributes plain) {
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
        if (directory != null) {
            try {
                return new OpenFile(tree.openIn(directory, names.getLast() + coding[1]), found).in(coding[0]);
            } catch (IOException _) {
                // A link, for example: the longer way finds out whether it may be followed.
            }
        }
        return openBeside(tree, names, coding);
    }

    private static @Nullable OpenFile openBeside(FileTree tree, List<String> names, String[] coding)
            throws IOException {
        List<String> beside = new ArrayList<>(names);
        beside.set(names.size() - 1, names.getLast() + coding[1]);
        OpenFile file = tree.openAny(beside).orElse(null);
        return file == null ? null : file.in(coding[0]);
    }

    /** Adds a name to {@code Vary}, once. */
    static void vary(ResponseWriter w, String field) {
        if (!w.headers().containsToken("Vary", field)) {
            w.headers().add("Vary", field);
        }
    }
}
