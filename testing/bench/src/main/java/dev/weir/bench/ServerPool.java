package dev.weir.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The servers that run. In passes one stays as long as workloads can share it, as most of the time would else go into
 * starting and warming it.
 */
final class ServerPool implements AutoCloseable {
    private final Lab lab;
    private final Map<BenchServer, MeasuredServer> servers = new EnumMap<>(BenchServer.class);
    private Workload last;

    ServerPool(Lab lab) {
        this.lab = lab;
    }

    /** A workload begins: ends what it cannot use. */
    void begin(Workload workload) {
        boolean stay = last != null
                && lab.options().pace().inPasses()
                && workload.requests()
                && last.requests()
                && workload.sharesServers(last);
        if (!stay) {
            close();
        }
        last = workload;
    }

    /** Whether a server is there from a workload before. */
    boolean has(BenchServer peer) {
        return servers.containsKey(peer);
    }

    /** A server that has answered what the workload asks for. */
    MeasuredServer get(BenchServer peer) throws IOException, InterruptedException {
        MeasuredServer there = servers.get(peer);
        if (there == null) {
            there = lab.start(peer, last);
            servers.put(peer, there);
        } else {
            there.check(last);
        }
        return there;
    }

    /** Ends one that has failed. */
    void drop(BenchServer peer) {
        MeasuredServer server = servers.remove(peer);
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void close() {
        servers.values().forEach(MeasuredServer::close);
        servers.clear();
    }
}
