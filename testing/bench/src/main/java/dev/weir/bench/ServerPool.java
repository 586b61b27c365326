package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers that run. In passes one stays for all workloads that can share it, and from pass to pass, as most of the
 * time would else go into starting and warming it; those that are not asked are stopped, so that they take no time of
 * the cores.
 */
final class ServerPool implements AutoCloseable {
    /** So much of the memory is left to the server that is started next, and to the system. */
    private static final long SPARE_BYTES = 3L << 30;

    /** Which server: with workloads that can share it, of which the first one stands for all. */
    private record Place(BenchServer peer, Workload first) {}

    private final Lab lab;
    /** In the order of their last use. */
    private final Map<Place, MeasuredServer> servers = new LinkedHashMap<>(16, 0.75f, true);

    private final List<Workload> firsts = new ArrayList<>();
    private Workload now;
    private Workload first;

    ServerPool(Lab lab) {
        this.lab = lab;
    }

    /** A workload begins: stops those that it does not use. */
    void begin(Workload workload) throws IOException, InterruptedException {
        Workload before = first;
        first = firstLike(workload);
        now = workload;
        if (before != null && before != first) {
            for (Map.Entry<Place, MeasuredServer> entry : servers.entrySet()) {
                if (entry.getKey().first() == before) {
                    entry.getValue().pause();
                }
            }
        }
    }

    private Workload firstLike(Workload workload) {
        for (Workload one : firsts) {
            if (one == workload || one.requests() && workload.requests() && one.sharesServers(workload)) {
                return one;
            }
        }
        firsts.add(workload);
        return workload;
    }

    /** How far a server is for the workload that has begun. */
    Readiness readiness(BenchServer peer) {
        MeasuredServer there = servers.get(new Place(peer, first));
        if (there == null) {
            return Readiness.NEW;
        }
        return there.warm(now) ? Readiness.WARM : Readiness.RUNNING;
    }

    /** A server that has answered what the workload asks for. */
    MeasuredServer get(BenchServer peer) throws IOException, InterruptedException {
        Place place = new Place(peer, first);
        MeasuredServer there = servers.get(place);
        if (there == null) {
            makeRoom();
            there = lab.start(peer, now);
            servers.put(place, there);
        } else {
            there.resume();
            there.check(now);
        }
        return there;
    }

    /** Ends those that were not asked for the longest time, where memory is short. */
    private void makeRoom() throws IOException {
        Iterator<Map.Entry<Place, MeasuredServer>> oldest = servers.entrySet().iterator();
        while (oldest.hasNext() && Machine.availableBytes() < SPARE_BYTES) {
            Map.Entry<Place, MeasuredServer> entry = oldest.next();
            if (entry.getKey().first() != first) {
                entry.getValue().close();
                oldest.remove();
            }
        }
    }

    /** Ends one that has failed. */
    void drop(BenchServer peer) {
        MeasuredServer server = servers.remove(new Place(peer, first));
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
