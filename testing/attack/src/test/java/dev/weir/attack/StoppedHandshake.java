package dev.weir.attack;

import dev.weir.tls.testkit.TlsPeer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;

/** Clients that go a part of the way of a TLS handshake, and then say no more. */
final class StoppedHandshake {
    /** The only groups of a server to which {@link Stop#HELLO_RETRY_REQUEST} leads. */
    static final String[] GROUPS = {"x25519", "secp384r1"};

    /** The random of a HelloRetryRequest (RFC 8446 section 4.1.3) begins so. */
    private static final byte[] RETRY_RANDOM = HexFormat.of().parseHex("cf21ad74e59a6111");
    /** Where the random stands in a record with a ServerHello: behind the heads of the record and message, and the version. */
    private static final int RANDOM = 5 + 4 + 2;

    /** The length of the record (RFC 8446 appendix D.4). */
    private static final int CHANGE_CIPHER_SPEC = 6;

    private static final String TLS13 = "TLSv1.3";
    private static final String TLS12 = "TLSv1.2";

    /** What is still sent of a flight when those before it went whole. */
    private enum Part {
        NOTHING,
        A_BYTE,
        HALF,
        ALL_BUT_THE_LAST_RECORD
    }

    /** Where a client stops. */
    enum Stop {
        CONNECTED(TLS13, "http/1.1", "x25519", 0, Part.NOTHING),
        A_BYTE(TLS13, "http/1.1", "x25519", 0, Part.A_BYTE),
        HALF_A_HELLO(TLS13, "http/1.1", "x25519", 0, Part.HALF),
        SERVER_FINISHED(TLS13, "http/1.1", "x25519", 1, Part.NOTHING),
        HELLO_RETRY_REQUEST(TLS13, "http/1.1", "secp521r1", 1, Part.NOTHING),
        BEFORE_FINISHED(TLS13, "http/1.1", "x25519", 1, Part.ALL_BUT_THE_LAST_RECORD),
        HALF_A_FINISHED(TLS13, "http/1.1", "x25519", 1, Part.HALF),
        SERVER_HELLO_DONE(TLS12, "http/1.1", "x25519", 1, Part.NOTHING),
        BEFORE_FINISHED_OF_TLS12(TLS12, "http/1.1", "x25519", 1, Part.ALL_BUT_THE_LAST_RECORD),
        NO_REQUEST(TLS13, "http/1.1", "x25519", 2, Part.NOTHING),
        NO_PREFACE(TLS13, "h2", "x25519", 2, Part.NOTHING);

        private final String version;
        private final String alpn;
        /** The group that the client likes best. */
        private final String group;
        /** How many flights of the client are sent whole. */
        private final int flights;

        private final Part next;

        Stop(String version, String alpn, String group, int flights, Part next) {
            this.version = version;
            this.alpn = alpn;
            this.group = group;
            this.flights = flights;
            this.next = next;
        }

        /** Whether the handshake is complete. */
        boolean complete() {
            return flights == 2;
        }
    }

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer in;
    private final ByteBuffer none;
    /** Whether the beginning of the server's answer has come. */
    private boolean answered;

    private StoppedHandshake(Socket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
        int record = engine.getSession().getPacketBufferSize();
        in = ByteBuffer.allocate(record).flip();
        none = ByteBuffer.allocate(record);
    }

    /**
     * Goes as far as a stop.
     *
     * @throws IOException when the server ends it on the way
     */
    static void go(Socket socket, TlsPeer.Client client, Stop stop) throws IOException {
        SSLEngine engine = client.context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {stop.version});
        parameters.setApplicationProtocols(new String[] {stop.alpn});
        parameters.setServerNames(List.of(new SNIHostName("localhost")));
        // Of curves of one kind, such as secp521r1 and secp384r1, the client sends a key of the first only.
        parameters.setNamedGroups(new String[] {stop.group, "secp384r1"});
        engine.setSSLParameters(parameters);
        new StoppedHandshake(socket, engine).go(stop);
    }

    static TlsPeer.Client client() {
        try {
            return new TlsPeer.Client();
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private void go(Stop stop) throws IOException {
        engine.beginHandshake();
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        for (int i = 0; i < stop.flights; i++) {
            flight(flight, stop);
            flight.writeTo(socket.getOutputStream());
            flight.reset();
        }
        if (!stop.complete()) {
            // For which it reads what the server answers to those before.
            int last = flight(flight, stop);
            int length = switch (stop.next) {
                case NOTHING -> 0;
                case A_BYTE -> 1;
                case HALF -> flight.size() / 2;
                case ALL_BUT_THE_LAST_RECORD -> flight.size() - last;
            };
            socket.getOutputStream().write(flight.toByteArray(), 0, length);
        }
    }

    /** Makes the client's next flight; returns the length of its last record. */
    private int flight(ByteArrayOutputStream flight, Stop stop) throws IOException {
        int last = 0;
        boolean more = true;
        while (more) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> {
                    ByteBuffer record = ByteBuffer.allocate(none.capacity());
                    engine.wrap(ByteBuffer.allocate(0), record);
                    last = record.position();
                    flight.write(record.array(), 0, last);
                }
                case NEED_UNWRAP -> {
                    // This client does not wait for the whole flight of the server with its ChangeCipherSpec.
                    more = flight.size() == 0 || flight.size() == CHANGE_CIPHER_SPEC;
                    if (more && engine.unwrap(in, none.clear()).getStatus() == Status.BUFFER_UNDERFLOW) {
                        read(stop);
                    }
                }
                default -> more = false;
            }
        }
        return last;
    }

    private void read(Stop stop) throws IOException {
        in.compact();
        int n = socket.getInputStream().read(in.array(), in.position(), in.remaining());
        if (n < 0) {
            throw new EOFException("the server has ended the connection");
        }
        in.position(in.position() + n).flip();
        if (!answered && in.limit() >= RANDOM + RETRY_RANDOM.length) {
            answered = true;
            byte[] random = Arrays.copyOfRange(in.array(), RANDOM, RANDOM + RETRY_RANDOM.length);
            if (Arrays.equals(random, RETRY_RANDOM) != (stop == Stop.HELLO_RETRY_REQUEST)) {
                throw new AssertionError(stop + ": the server answers with the other kind of ServerHello");
            }
        }
    }
}
