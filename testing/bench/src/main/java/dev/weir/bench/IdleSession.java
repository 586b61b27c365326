package dev.weir.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what a connection costs in memory that has had one request and stays. A server's memory is looked at before
 * and after many connections are made; in a JVM after collections, so that it is what they hold and no garbage.
 */
final class IdleSession {
    /**
     * Crowds of connections that come and go first, so that what a server makes once is made before, and the code at the
     * bottom of a connection's stack is compiled, as it is in a server that has been at work: a thread that waits holds
     * more before. Crowds far smaller than the one that is weighed, as what a server keeps of them counts as its own.
     */
    private static final int CROWDS = 8;

    private static final int CROWD = 1_000;

    /** What each of them asks. */
    private static final int ASKED_FIRST = 10;
    /** Servers may give buffers back some time after the last request. */
    private static final long SETTLE_MILLIS = 2_000;

    private static final int BUFFER = 4096;

    private final Lab lab;
    private final ServerNotes notes = new ServerNotes();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    IdleSession(Lab lab) {
        this.lab = lab;
    }

    List<IdleRow> measure(List<BenchServer> peers) throws InterruptedException {
        List<IdleRow> rows = new ArrayList<>();
        for (BenchServer peer : peers) {
            String refusal = lab.budget().over() ? Lab.NO_TIME : peer.refusal(Workload.IDLE);
            if (!refusal.isEmpty()) {
                notes.cannot(peer, refusal);
            }
            if (!refusal.isEmpty() || !notes.attempt(lab.log(), Workload.IDLE, peer, () -> rows.add(measure(peer)))) {
                rows.add(new IdleRow(peer, 0, 0, notes.of(peer), notes.failed(peer)));
            }
        }
        return rows;
    }

    private IdleRow measure(BenchServer peer) throws IOException, InterruptedException {
        try (MeasuredServer server = lab.start(peer, Workload.IDLE)) {
            for (int i = 0; i < CROWDS; i++) {
                close(open(server.port(), CROWD, ASKED_FIRST));
            }
            Thread.sleep(SETTLE_MILLIS);
            long heap = server.heapBytes();
            long resident = server.residentBytes();
            int number = Workload.IDLE.connections();
            List<SocketChannel> all = open(server.port(), number, 1);
            try {
                Thread.sleep(SETTLE_MILLIS);
                double heapEach = (server.heapBytes() - heap) / (double) number;
                double residentEach = (server.residentBytes() - resident) / (double) number;
                // Only now is it sure that the server has not closed them.
                ask(all.getFirst(), server.port());
                ask(all.getLast(), server.port());
                lab.log()
                        .println(Report.format(
                                "%-34s  %-11s  heap %.0f  resident %.0f bytes a connection",
                                Workload.IDLE.label(), peer.label(), heapEach, residentEach));
                return new IdleRow(peer, heapEach, residentEach, "", false);
            } finally {
                close(all);
            }
        }
    }

    private List<SocketChannel> open(int port, int number, int questions) throws IOException {
        List<SocketChannel> all = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                SocketChannel one = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                all.add(one);
                for (int asked = 0; asked < questions; asked++) {
                    ask(one, port);
                }
            }
            return all;
        } catch (IOException e) {
            close(all);
            throw new IOException("connection " + all.size() + ": " + e.getMessage(), e);
        }
    }

    private void ask(SocketChannel channel, int port) throws IOException {
        String request = "GET " + Workload.IDLE.target().path() + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
        ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        while (out.hasRemaining()) {
            channel.write(out);
        }
        buffer.clear();
        String answer = "";
        while (!answer.endsWith("World!")) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the server has closed it");
            }
            answer = StandardCharsets.ISO_8859_1
                    .decode(buffer.duplicate().flip())
                    .toString();
        }
    }

    private static void close(List<SocketChannel> all) throws IOException {
        for (SocketChannel one : all) {
            one.close();
        }
    }
}
