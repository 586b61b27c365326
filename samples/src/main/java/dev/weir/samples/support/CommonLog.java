package dev.weir.samples.support;

import dev.weir.http.api.Handler;
import dev.weir.http.api.Middleware;
import dev.weir.http.api.Request;
import dev.weir.http.api.RequestEnd;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A line for each request, in the common log format: client, time, request line, status, bytes of content.
 *
 * <p>What reaches a handler is logged as a middleware sees it, with the client's address that a trusted proxy has named;
 * the rest is what the server has refused, of which its listener hears.
 */
public final class CommonLog implements Middleware {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    /** Open as long as the program runs; a line is one write at the end of the file, so lines do not mix. */
    private final OutputStream out;

    private final Clock clock;

    public CommonLog(OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * Opens a log.
     *
     * @param name a file, which is added to; a dash for the standard output
     */
    public static CommonLog open(String name) throws IOException {
        return new CommonLog(
                name.equals("-") ? new FileOutputStream(FileDescriptor.out) : new FileOutputStream(name, true),
                Clock.systemUTC());
    }

    @Override
    public Handler wrap(Handler next) {
        return (w, r) -> {
            w.onEnd(end -> log(r.client(), Optional.of(r), end));
            next.serve(w, r);
        };
    }

    /** Logs a request that no handler has seen; for the server's listener. */
    public void refused(RequestEnd end) {
        if (!end.handled()) {
            log(end.client(), end.request(), end);
        }
    }

    private void log(String client, Optional<Request> request, RequestEnd end) {
        StringBuilder line = new StringBuilder(120)
                .append(client)
                .append(" - - [")
                .append(TIME.format(ZonedDateTime.now(clock)))
                .append("] \"");
        if (request.isPresent()) {
            appendEscaped(line, request.get().method());
            line.append(' ');
            appendEscaped(line, request.get().target());
            line.append(' ').append(end.protocol());
        } else {
            line.append('-');
        }
        line.append("\" ")
                .append(end.status())
                .append(' ')
                .append(end.contentBytes())
                .append('\n');
        try {
            out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // A full disk is no reason to fail requests, and this is where it would be told.
        }
    }

    /** A client's words end neither the quotes nor the line. */
    private static void appendEscaped(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 0x7f && c != '"' && c != '\\') {
                line.append(c);
            } else {
                line.append("\\x").append(Integer.toHexString(c | 0x100).substring(1));
            }
        }
    }
}
