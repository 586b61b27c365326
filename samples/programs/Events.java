import module dev.weir;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Server-sent events (the EventSource of HTML), and a page that shows them. A handler that sends now and then is a loop
 * with a sleep in it; a client that leaves interrupts it.
 *
 * <p>{@code java -p lib --add-modules dev.weir Events.java}, and a browser at http://localhost:8080/
 */
void main() throws Exception {
    var watching = new AtomicInteger();
    var mux = new ServeMux();
    mux.handle("GET /{$}", (w, r) -> {
        w.header("Content-Type", "text/html; charset=utf-8");
        w.write(PAGE);
    });
    mux.handle("GET /events", (w, r) -> {
        w.header("Content-Type", "text/event-stream").header("Cache-Control", "no-store");
        // A client that was cut off says where it was.
        int next = r.header("Last-Event-ID").map(last -> Integer.parseInt(last) + 1).orElse(1);
        watching.incrementAndGet();
        try {
            for (int id = next; id <= 10; id++) {
                if (r.draining()) {
                    return; // The server is to stop. The browser comes back by itself, and says where it was.
                }
                w.write("id: " + id + "\ndata: event " + id + ", " + watching + " watching\n\n");
                w.flush();
                Thread.sleep(100);
            }
            w.write("event: end\ndata: that is all\n\n");
        } finally {
            watching.decrementAndGet();
        }
    });
    mux.handle("GET /watching", (w, r) -> w.write(watching.toString()));
    Server.listenAndServe(":8080", mux);
}

static final String PAGE = """
        <!DOCTYPE html>
        <title>Events</title>
        <style>body { font: 1.2em sans-serif } li { margin: .3em }</style>
        <h1>Events</h1>
        <ol id=list></ol>
        <p id=state>open</p>
        <script>
            const source = new EventSource("/events");
            source.onmessage = e => {
                list.appendChild(document.createElement("li")).textContent = e.data;
            };
            source.addEventListener("end", e => {
                source.close();
                state.textContent = e.data;
            });
        </script>
        """;
