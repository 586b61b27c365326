package dev.weir.handlers;

import dev.weir.handlers.ByteRange.Part;
import dev.weir.http.api.ResponseWriter;
import dev.weir.http.api.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Sends a file or parts of it. */
final class FileSender {
    /** Large enough that calls cost little beside copying, small enough for thousands at once. */
    private static final int BUFFER_SIZE = 64 << 10;

    private FileSender() {}

    /** Sends several parts in their order as {@code multipart/byteranges} (RFC 9110 section 14.6). */
    static void sendParts(SeekableByteChannel file, List<Part> parts, long size, ResponseWriter w) throws IOException {
        // Random, as a file could hold one that is known before.
        String boundary = UUID.randomUUID().toString();
        String type = w.headers().get("Content-Type");
        List<byte[]> heads = new ArrayList<>();
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        long length = end.length;
        for (Part part : parts) {
            String head = (heads.isEmpty() ? "--" : "\r\n--") + boundary
                    + (type == null ? "" : "\r\nContent-Type: " + type)
                    + "\r\nContent-Range: " + part.field(size) + "\r\n\r\n";
            byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
            heads.add(bytes);
            length += bytes.length + part.length();
        }
        w.status(Status.PARTIAL_CONTENT);
        w.header("Content-Type", "multipart/byteranges; boundary=" + boundary);
        w.header("Content-Length", Long.toString(length));
        for (int i = 0; i < parts.size(); i++) {
            w.write(heads.get(i));
            send(file, parts.get(i).start(), parts.get(i).length(), w);
        }
        w.write(end);
    }

    static void send(SeekableByteChannel file, long start, long length, ResponseWriter w) throws IOException {
        if (file instanceof FileChannel channel) {
            w.transferFrom(channel, start, length);
        } else {
            // The files of an archive, for example, are none of the system's.
            copy(file, start, length, w);
        }
    }

    /** Throws where the file was truncated, so that the response is aborted: it may have no Content-Length to miss. */
    static void copy(SeekableByteChannel file, long start, long length, ResponseWriter w) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length, BUFFER_SIZE)];
        file.position(start);
        long left = length;
        while (left > 0) {
            int n = file.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(left, buffer.length)));
            if (n < 0) {
                throw new EOFException("the file ends before the " + length + " bytes from " + start);
            }
            w.write(buffer, 0, n);
            left -= n;
        }
    }
}
