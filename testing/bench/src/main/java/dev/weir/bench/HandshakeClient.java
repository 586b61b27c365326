package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The client of the handshakes: connections over TLS 1.3, some at once, each with one request. It reads lines with a
 * port and a number of seconds, and answers each with a line of what it has counted, until its input ends.
 */
public final class HandshakeClient {
    /** The first argument where no session is resumed. */
    static final String FULL = "full";

    /** The first argument where all are that can be. */
    static final String RESUMED = "resumed";

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int BUFFER = 4096;
    private static final String CONTENT_END = "World!";

    private final boolean resumed;
    private final InetSocketAddress server;
    private final long end;
    private final CountingTrust trust = new CountingTrust();
    private final SSLContext context = trust.context();
    private final byte[] request;
    private final byte[] buffer = new byte[BUFFER];

    private long[] nanos = new long[1 << 10];
    private int answered;
    private long bad;
    private long errors;

    private HandshakeClient(boolean resumed, int port, long end) {
        this.resumed = resumed;
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.end = end;
        this.request = ("GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Runs the client.
     *
     * @param args {@code full} or {@code resumed}, and the number of connections at once
     * @throws IOException when its input or output breaks
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean resumed = args[0].equals(RESUMED);
        int connections = Integer.parseInt(args[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(run(resumed, connections, Integer.parseInt(words[0]), Integer.parseInt(words[1])));
        }
    }

    private static String run(boolean resumed, int connections, int port, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        List<HandshakeClient> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            HandshakeClient client = new HandshakeClient(resumed, port, end);
            clients.add(client);
            threads.add(Thread.ofPlatform().start(client::loop));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long micros = (System.nanoTime() - start) / 1000;
        long[] times = clients.stream()
                .flatMapToLong(client -> LongStream.of(Arrays.copyOf(client.nanos, client.answered)))
                .sorted()
                .toArray();
        Percentiles latency = Percentiles.of(times);
        return "requests " + times.length + " full "
                + clients.stream().mapToLong(client -> client.trust.asked()).sum()
                + " micros " + micros + " " + latency.words()
                + " bad " + clients.stream().mapToLong(client -> client.bad).sum()
                + " errors "
                + clients.stream().mapToLong(client -> client.errors).sum();
    }

    private void loop() {
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            try {
                if (!ask()) {
                    bad++;
                }
                if (answered == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * answered);
                }
                nanos[answered++] = System.nanoTime() - start;
            } catch (IOException | UncheckedIOException e) {
                errors++;
            }
            if (!resumed) {
                forget();
            }
        }
    }

    /** One connection with one request. Tickets come before the answer, and so are read before it. */
    private boolean ask() throws IOException {
        Socket plain = new Socket();
        plain.connect(server, TIMEOUT_MILLIS);
        plain.setSoTimeout(TIMEOUT_MILLIS);
        plain.setTcpNoDelay(true);
        String host = server.getAddress().getHostAddress();
        // Sessions are kept by this name and port.
        SSLSocketFactory factory = context.getSocketFactory();
        try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, server.getPort(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write(request);
            return AnswerCheck.problem(read(socket.getInputStream())) == null;
        }
    }

    /** Reads to the end of the content and not of the connection: Helidon waits for the client to close it. */
    private String read(InputStream in) throws IOException {
        String answer = "";
        int length = 0;
        while (length < BUFFER && !answer.endsWith(CONTENT_END)) {
            int n = in.read(buffer, length, BUFFER - length);
            if (n < 0) {
                break;
            }
            length += n;
            answer = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        }
        return answer;
    }

    /** Leaves nothing to resume. The server does its part all the same: it gives tickets, which are not used. */
    private void forget() {
        SSLSessionContext sessions = context.getClientSessionContext();
        for (byte[] id : Collections.list(sessions.getIds())) {
            var session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        }
    }
}
