package dev.weir.soak;

import dev.weir.attack.Attack;
import dev.weir.attack.BadHeads;
import dev.weir.attack.Chunks;
import dev.weir.attack.Http1Attack;
import dev.weir.attack.Http2Attack;
import dev.weir.attack.Http2Attacks;
import dev.weir.attack.RequestSmuggling;
import dev.weir.attack.SlowCrowds;
import dev.weir.attack.SlowPeers;
import dev.weir.wire.testkit.Dial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Threads that play the attacks over and over: a few play the quick ones in turn, and each attack that only a deadline of
 * the server ends has a thread of its own. The quick ones come over TLS every second time; the slow ones of HTTP/2 have
 * two threads each, one of them with TLS.
 *
 * <p><b>Threads.</b> Thread-safe; what has been played is guarded by the object itself.
 */
final class Mob {
    private static final int QUICK_ONES = 3;
    /** How many frames or streams: beyond what the server bears with from one client. */
    private static final int FRAMES = 1500;
    /** How many bytes of something that has no end: beyond every limit. */
    private static final int BYTES = 500_000;
    /** How many connections of one attack that is many at once. */
    private static final int CROWD = 20;

    private static final int PAUSE_MILLIS = 10;
    /** How long after the end each attack may still have its first turn, on a machine that is slow. */
    private static final long FIRST_ROUND_NANOS = 60_000_000_000L;

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /**
     * An attack that was played.
     *
     * @param name what it is called
     * @param played how many times
     * @param endings how the server has ended it, with # for numbers, and how many times so
     * @param failures where the server has neither answered nor closed
     */
    record Row(String name, int played, Map<String, Integer> endings, List<String> failures) {
        /** The usual ending, and how many others there were. */
        String ending() {
            List<Map.Entry<String, Integer>> most = endings.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                    .toList();
            return most.isEmpty()
                    ? ""
                    : most.size() == 1
                            ? most.getFirst().getKey()
                            : most.getFirst().getKey() + " (or " + (most.size() - 1) + " others: "
                                    + most.stream()
                                            .skip(1)
                                            .limit(2)
                                            .map(Map.Entry::getKey)
                                            .collect(Collectors.joining(" | "))
                                    + ")";
        }
    }

    /** Which attacks come over TLS. */
    private enum Tls {
        NONE,
        BY_TURNS,
        ALWAYS;

        /** Whether one does: by turns, in each round it is the other half of them. */
        boolean at(int turn, int round) {
            return switch (this) {
                case NONE -> false;
                case BY_TURNS -> (turn + round) % 2 == 1;
                case ALWAYS -> true;
            };
        }
    }

    private final Map<Route, Dial> dials = new EnumMap<>(Route.class);
    private final long end;
    private final Map<String, Row> rows = new LinkedHashMap<>();

    private Mob(ServerProcess server, long end) {
        for (Route route : Route.values()) {
            dials.put(route, route.dial(server));
        }
        this.end = end;
    }

    /**
     * Plays until it is over.
     *
     * @param end a time of {@link System#nanoTime}; what was begun before is played to its end
     * @return what was played, in the order of the lists of attacks
     */
    static List<Row> play(ServerProcess server, long end) throws InterruptedException {
        Mob mob = new Mob(server, end);
        Set<String> waiting = names(SlowPeers.all());
        List<Attack> slow = Stream.concat(SlowPeers.all().stream(), SlowCrowds.all().stream())
                .toList();
        List<Attack> quick = Stream.of(
                        Http2Attacks.all().stream().filter(attack -> !waiting.contains(attack.name())),
                        RequestSmuggling.all().stream(),
                        Chunks.all().stream(),
                        BadHeads.malformed().stream(),
                        BadHeads.endless().stream(),
                        Leavers.all().stream())
                .flatMap(each -> each)
                .<Attack>map(attack -> attack)
                .toList();
        Stream.concat(quick.stream(), slow.stream())
                .forEach(attack ->
                        mob.rows.put(attack.name(), new Row(attack.name(), 0, new TreeMap<>(), new ArrayList<>())));
        List<Thread> threads = new ArrayList<>();
        mob.recruit(QUICK_ONES, quick, Tls.BY_TURNS, threads);
        slow.forEach(attack -> mob.recruit(1, List.of(attack), Tls.NONE, threads));
        SlowPeers.all().forEach(attack -> mob.recruit(1, List.of(attack), Tls.ALWAYS, threads));
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(mob.rows.values());
    }

    private static Set<String> names(List<? extends Attack> attacks) {
        return attacks.stream().map(Attack::name).collect(Collectors.toSet());
    }

    private void recruit(int many, List<Attack> attacks, Tls tls, List<Thread> threads) {
        AtomicInteger turn = new AtomicInteger();
        for (int i = 0; i < many; i++) {
            threads.add(Thread.ofPlatform().daemon().name("mob-" + i).start(() -> playInTurn(attacks, tls, turn)));
        }
    }

    private void playInTurn(List<Attack> attacks, Tls tls, AtomicInteger turn) {
        try {
            while (System.nanoTime() < end
                    || turn.get() < attacks.size() && System.nanoTime() < end + FIRST_ROUND_NANOS) {
                int at = turn.getAndIncrement();
                Attack attack = attacks.get(at % attacks.size());
                play(attack, route(attack, tls.at(at, at / attacks.size())));
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Route route(Attack attack, boolean tls) {
        return attack instanceof Http2Attack ? tls ? Route.H2 : Route.H2C : tls ? Route.H1_TLS : Route.H1;
    }

    private static int size(Attack attack) {
        return switch (attack) {
            case Http2Attack _ -> FRAMES;
            case Http1Attack _ -> BYTES;
            default -> CROWD;
        };
    }

    private void play(Attack attack, Route route) {
        try {
            String how = attack.play(dials.get(route), size(attack));
            ended(attack, NUMBER.matcher(how).replaceAll("#"));
        } catch (IOException | AssertionError e) {
            failed(attack, route + ": " + e);
        }
    }

    private synchronized void ended(Attack attack, String how) {
        Row row = rows.get(attack.name());
        row.endings().merge(how, 1, Integer::sum);
        rows.put(attack.name(), new Row(row.name(), row.played() + 1, row.endings(), row.failures()));
    }

    private synchronized void failed(Attack attack, String how) {
        Row row = rows.get(attack.name());
        row.failures().add(how);
        rows.put(attack.name(), new Row(row.name(), row.played() + 1, row.endings(), row.failures()));
    }
}
