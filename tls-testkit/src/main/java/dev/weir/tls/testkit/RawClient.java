package dev.weir.tls.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** A client that sends one ClientHello, such as no TLS library would, and parses the server's response. */
final class RawClient {
    /** The server's first flight: its alert, or the part of it in clear. */
    static final class Answer {
        /** -1 for none. */
        int alert = -1;
        /** Whether a ServerHello was received. */
        boolean hello;
        /** The server's certificate; only in TLS 1.2. */
        @Nullable
        X509Certificate shown;
        /** The scheme of the server's signature, -1 for none; only in TLS 1.2. */
        int scheme = -1;
        /** The group of the server's key share, -1 for none; only in TLS 1.2. */
        int group = -1;

        @Override
        public String toString() {
            return "alert " + alert + ", hello " + hello + ", shown "
                    + (shown == null ? "nothing" : shown.getSubjectX500Principal())
                    + String.format(", scheme 0x%04x, group %d", scheme, group);
        }
    }

    private @Nullable String name;
    private int @Nullable [] schemes;
    private int @Nullable [] certificateSchemes;
    private int[] groups = {29, 23, 24, 25};
    private int[] suites = {0xc02b, 0xc02f};
    private boolean tls13;

    RawClient name(String asked) {
        name = asked;
        return this;
    }

    RawClient schemes(int... codes) {
        schemes = codes;
        return this;
    }

    RawClient certificateSchemes(int... codes) {
        certificateSchemes = codes;
        return this;
    }

    RawClient groups(int... codes) {
        groups = codes;
        return this;
    }

    RawClient tls13() {
        tls13 = true;
        suites = new int[] {0x1301};
        return this;
    }

    /** Returns the ClientHello as one record. */
    byte[] record() throws IOException {
        ByteArrayOutputStream extensions = new ByteArrayOutputStream();
        if (name != null) {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            list.write(0);
            vector(list, bytes);
            extension(extensions, 0, vector(list.toByteArray()));
        }
        if (schemes != null) {
            extension(extensions, 13, vector(codes(schemes)));
        }
        if (certificateSchemes != null) {
            extension(extensions, 50, vector(codes(certificateSchemes)));
        }
        if (groups != null) {
            extension(extensions, 10, vector(codes(groups)));
        }
        // Uncompressed points, and secure renegotiation (RFC 5746).
        extension(extensions, 11, new byte[] {1, 0});
        extension(extensions, 0xff01, new byte[] {0});
        if (tls13) {
            extension(extensions, 43, new byte[] {2, 3, 4});
            byte[] point = new byte[32];
            point[0] = 9;
            ByteArrayOutputStream share = new ByteArrayOutputStream();
            share.writeBytes(codes(29));
            vector(share, point);
            extension(extensions, 51, vector(share.toByteArray()));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {3, 3});
        for (int i = 0; i < 32; i++) {
            body.write(i);
        }
        body.write(0);
        vector(body, codes(suites));
        body.writeBytes(new byte[] {1, 0});
        vector(body, extensions.toByteArray());
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(record);
        out.write(new byte[] {22, 3, 1});
        out.writeShort(body.size() + 4);
        out.writeInt(1 << 24 | body.size());
        body.writeTo(out);
        return record.toByteArray();
    }

    private static byte[] codes(int... codes) {
        byte[] bytes = new byte[codes.length * 2];
        for (int i = 0; i < codes.length; i++) {
            bytes[2 * i] = (byte) (codes[i] >> 8);
            bytes[2 * i + 1] = (byte) codes[i];
        }
        return bytes;
    }

    private static byte[] vector(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        vector(out, content);
        return out.toByteArray();
    }

    private static void vector(ByteArrayOutputStream out, byte[] content) {
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
    }

    private static void extension(ByteArrayOutputStream out, int type, byte[] content) {
        out.writeBytes(codes(type));
        vector(out, content);
    }

    /** Sends the ClientHello, and reads the server's response to the end of its first flight, or of the connection. */
    Answer ask(Socket socket) throws IOException {
        socket.getOutputStream().write(record());
        return answer(socket);
    }

    /** Reads the server's response to the end of its first flight, or of the connection. */
    static Answer answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        Answer answer = new Answer();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        while (true) {
            byte[] record = record(in);
            if (record == null) {
                return answer;
            }
            if (record[0] == 21) {
                answer.alert = record[6] & 0xff;
                return answer;
            }
            if (record[0] != 22) {
                return answer;
            }
            messages.write(record, 5, record.length - 5);
            if (read(messages.toByteArray(), answer)) {
                return answer;
            }
        }
    }

    /** Reads a record with its header; null at the end. */
    private static byte @Nullable [] record(DataInputStream in) throws IOException {
        try {
            byte[] header = in.readNBytes(5);
            if (header.length < 5) {
                return null;
            }
            int length = (header[3] & 0xff) << 8 | header[4] & 0xff;
            byte[] record = new byte[5 + length];
            System.arraycopy(header, 0, record, 0, 5);
            in.readFully(record, 5, length);
            return record;
        } catch (EOFException e) {
            return null;
        }
    }

    /** Parses messages; returns whether the flight is complete. */
    private static boolean read(byte[] messages, Answer answer) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(messages));
        while (in.available() >= 4) {
            int head = in.readInt();
            byte[] body = in.readNBytes(head & 0xffffff);
            if (body.length < (head & 0xffffff)) {
                return false;
            }
            switch (head >> 24) {
                case 2 -> answer.hello = true;
                case 11 -> answer.shown = first(body);
                case 12 -> {
                    answer.group = (body[1] & 0xff) << 8 | body[2] & 0xff;
                    int at = 4 + (body[3] & 0xff);
                    answer.scheme = (body[at] & 0xff) << 8 | body[at + 1] & 0xff;
                }
                case 14 -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private static X509Certificate first(byte[] body) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(body, 6, body.length - 6));
        } catch (CertificateException e) {
            throw new IOException(e);
        }
    }
}
