package dev.weir.observe.live;

import dev.weir.http.core.ConnectionView;
import dev.weir.http.core.Server;
import dev.weir.http.core.spi.RequestView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The stacks of all platform threads, and of the virtual ones that run handlers. */
public final class ThreadDump {
    private static final int MOST_CONNECTIONS = 1000;

    private ThreadDump() {}

    /** Returns them as text. */
    public static String of(Iterable<Server> servers) {
        StringBuilder out = new StringBuilder(1 << 16);
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        List<Thread> threads = all.keySet().stream()
                .sorted(Comparator.comparingLong(Thread::threadId))
                .toList();
        out.append("# platform threads: ").append(threads.size()).append("\n\n");
        for (Thread thread : threads) {
            out.append('#').append(thread.threadId()).append(" \"");
            word(out, thread.getName());
            out.append("\" ").append(thread.getState()).append('\n');
            stack(out, List.of(all.getOrDefault(thread, new StackTraceElement[0])));
        }
        out.append("# requests whose handlers run, on whatever threads\n\n");
        for (Server server : servers) {
            for (ConnectionView connection : server.view(MOST_CONNECTIONS).connections()) {
                for (RequestView request : connection.session().inFlight()) {
                    word(out, request.method());
                    out.append(" on the route \"");
                    word(out, request.route());
                    out.append("\", connection ").append(connection.id());
                    out.append(", stream ").append(request.stream()).append(", thread \"");
                    word(out, request.thread());
                    out.append("\"\n");
                    stack(out, request.stack());
                }
            }
        }
        return out.toString();
    }

    static void stack(StringBuilder out, List<StackTraceElement> stack) {
        for (StackTraceElement element : stack) {
            out.append("    at ").append(element).append('\n');
        }
        out.append('\n');
    }

    /** Nothing that a client has sent is more than a word. */
    private static void word(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c < 0x7f ? c : '?');
        }
    }
}
