package dev.weir.http.api;

import dev.weir.http.api.internal.Ascii;
import dev.weir.http.api.internal.BinarySignatures;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Guesses the media type of content from its first bytes, by the tables of the WHATWG MIME Sniffing standard (section
 * 7, "identifying a resource with an unknown MIME type"), and by the signatures of fonts and WebAssembly.
 *
 * <p>This is what a server puts into {@code Content-Type} when a handler has not said it. It allocates nothing.
 *
 * <p><b>Threads.</b> Pure functions.
 */
public final class ContentSniffer {
    /** How many bytes are looked at; more change nothing. */
    public static final int MAX_LENGTH = 512;

    private static final String HTML = "text/html; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BINARY = "application/octet-stream";

    /** In lower case; each must be followed by a space or a closing bracket to count. */
    private static final String[] HTML_TAGS = {
        "<!doctype html",
        "<html",
        "<head",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<font",
        "<table",
        "<a",
        "<style",
        "<title",
        "<b",
        "<body",
        "<br",
        "<p",
        "<!--",
    };

    /** The control characters that no text holds: 00 to 08, 0B, 0E to 1A, 1C to 1F. A bit each. */
    private static final int BINARY_CONTROLS = 0x1ff | 1 << 0x0b | 0x07ff_c000 | 0xf000_0000;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ContentSniffer() {}

    /**
     * Guesses the media type of content.
     *
     * @param b holds the content's beginning
     * @param off where it begins
     * @param len how many bytes there are, zero or more; those after {@value #MAX_LENGTH} are not looked at
     * @return the value of a {@code Content-Type} field; {@code application/octet-stream} for bytes that are no text
     *     and not known, {@code text/plain; charset=utf-8} for all other, also for no bytes at all
     * @throws IndexOutOfBoundsException where the array does not hold that many
     */
    public static String sniff(byte[] b, int off, int len) {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return TEXT;
        }
        int end = off + Math.min(len, MAX_LENGTH);
        String known = signature(b, off, end);
        if (known != null) {
            return known;
        }
        return isText(b, off, end) ? TEXT : BINARY;
    }

    /** Compares with the signatures that begin with the first byte: most text needs no second comparison. */
    private static @Nullable String signature(byte[] b, int off, int end) {
        return switch (b[off] & 0xff) {
            case '<', '\t', '\n', '\f', '\r', ' ' -> markup(b, off, end);
            case '%' ->
                starts(b, off, end, "%PDF-")
                        ? "application/pdf"
                        : starts(b, off, end, "%!PS-Adobe-") ? "application/postscript" : null;
            case '.' -> starts(b, off, end, ".snd") ? "audio/basic" : null;
            case 'B' -> starts(b, off, end, "BM") ? "image/bmp" : null;
            case 'F' -> starts(b, off, end, "FORM") && starts(b, off + 8, end, "AIFF") ? "audio/aiff" : null;
            case 'G' -> starts(b, off, end, "GIF87a") || starts(b, off, end, "GIF89a") ? "image/gif" : null;
            case 'I' -> starts(b, off, end, "ID3") ? "audio/mpeg" : null;
            case 'M' -> starts(b, off, end, "MThd\0\0\0\6") ? "audio/midi" : null;
            case 'O' ->
                starts(b, off, end, "OggS\0") ? "application/ogg" : starts(b, off, end, "OTTO") ? "font/otf" : null;
            case 'P' -> starts(b, off, end, "PK\3\4") ? "application/zip" : null;
            case 'R' -> riffOrRar(b, off, end);
            case 't' -> starts(b, off, end, "ttcf") ? "font/collection" : null;
            case 'w' -> starts(b, off, end, "wOFF") ? "font/woff" : starts(b, off, end, "wOF2") ? "font/woff2" : null;
            case 0x00 -> leadingZero(b, off, end);
            case 0x1a ->
                starts(b, off, end, "\u001a\u0045\u00df\u00a3") && BinarySignatures.isWebm(b, off, end)
                        ? "video/webm"
                        : null;
            case 0x1f -> starts(b, off, end, "\u001f\u008b\u0008") ? "application/x-gzip" : null;
            case 0x89 -> starts(b, off, end, "\u0089PNG\r\n\u001a\n") ? "image/png" : null;
            case 0xef -> end - off >= 4 && starts(b, off, end, "\u00ef\u00bb\u00bf") ? TEXT : null;
            case 0xfe -> end - off >= 4 && starts(b, off, end, "\u00fe\u00ff") ? "text/plain; charset=utf-16be" : null;
            case 0xff -> leadingOnes(b, off, end);
            default -> BinarySignatures.isEmbeddedOpenType(b, off, end) ? "application/vnd.ms-fontobject" : null;
        };
    }

    /** HTML and XML may follow white space. */
    private static @Nullable String markup(byte[] b, int off, int end) {
        int at = off;
        while (at < end && isSpace(b[at])) {
            at++;
        }
        if (at == end || b[at] != '<') {
            return null;
        }
        if (starts(b, at, end, "<?xml")) {
            return "text/xml; charset=utf-8";
        }
        for (String tag : HTML_TAGS) {
            int after = at + tag.length();
            if (after < end && (b[after] == ' ' || b[after] == '>') && Ascii.equalsIgnoreCase(b, at, after, tag)) {
                return HTML;
            }
        }
        return null;
    }

    private static @Nullable String riffOrRar(byte[] b, int off, int end) {
        if (starts(b, off, end, "RIFF")) {
            return starts(b, off + 8, end, "WEBPVP")
                    ? "image/webp"
                    : starts(b, off + 8, end, "WAVE")
                            ? "audio/wave"
                            : starts(b, off + 8, end, "AVI ") ? "video/avi" : null;
        }
        return starts(b, off, end, "Rar!\u001a\u0007\0") || starts(b, off, end, "Rar!\u001a\u0007\u0001\0")
                ? "application/x-rar-compressed"
                : null;
    }

    private static @Nullable String leadingZero(byte[] b, int off, int end) {
        return starts(b, off, end, "\0\0\1\0") || starts(b, off, end, "\0\0\2\0")
                ? "image/x-icon"
                : starts(b, off, end, "\0\1\0\0")
                        ? "font/ttf"
                        : starts(b, off, end, "\0asm")
                                ? "application/wasm"
                                : BinarySignatures.isMp4(b, off, end)
                                        ? "video/mp4"
                                        : BinarySignatures.isEmbeddedOpenType(b, off, end)
                                                ? "application/vnd.ms-fontobject"
                                                : null;
    }

    private static @Nullable String leadingOnes(byte[] b, int off, int end) {
        return end - off >= 4 && starts(b, off, end, "\u00ff\u00fe")
                ? "text/plain; charset=utf-16le"
                : starts(b, off, end, "\u00ff\u00d8\u00ff")
                        ? "image/jpeg"
                        : BinarySignatures.isMp3(b, off, end) ? "audio/mpeg" : null;
    }

    private static boolean isText(byte[] b, int off, int end) {
        int i = off;
        while (i < end) {
            // Eight bytes without any control character need no look at each.
            if (end - i >= 8 && !hasControl((long) EIGHT.get(b, i))) {
                i += 8;
                continue;
            }
            int stop = Math.min(i + 8, end);
            if (!holdsNone(b, i, stop, BINARY_CONTROLS)) {
                return false;
            }
            i = stop;
        }
        return true;
    }

    /** Returns whether one of eight bytes is below 20; may say so too of a byte after one that is. */
    private static boolean hasControl(long eight) {
        return (eight - 0x2020_2020_2020_2020L & ~eight & 0x8080_8080_8080_8080L) != 0;
    }

    private static boolean holdsNone(byte[] b, int off, int end, int forbidden) {
        for (int i = off; i < end; i++) {
            int c = b[i];
            // Negative are the bytes over 7f, which text may hold.
            if (c >= 0 && c < 0x20 && (forbidden >>> c & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Compares bytes with characters up to {@code U+00FF}. */
    private static boolean starts(byte[] b, int at, int end, String prefix) {
        int length = prefix.length();
        if (end - at < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((b[at + i] & 0xff) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
    }
}
