import module dev.weir;
import module dev.weir.json;
import module dev.weir.sessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A small shop: products as JSON that who is logged in may change, their pictures, news as events, a site, a log.
 *
 * <p>{@code java -p lib --add-modules ALL-MODULE-PATH Shop.java}, then
 * {@code curl -c jar -d 'name=ann&password=secret' http://localhost:8080/login} and
 * {@code curl -b jar -H 'Content-Type: application/json' -d '{"name":"tea","cents":250}' localhost:8080/products}
 */
void main() throws Exception {
    var products = new ConcurrentSkipListMap<String, Product>();
    Path pictures = Files.createTempDirectory("pictures"); // Only for as long as the products.
    var mux = new ServeMux();
    mux.handle("POST /login", (w, r) -> {
        Form form = r.form();
        if (!form.required("password").equals(PASSWORDS.get(form.required("name")))) {
            throw new HttpError(403, "wrong name or password");
        }
        Sessions.of(r).login(form.required("name"));
        w.status(303).header("Location", "/");
    });
    mux.handle("POST /logout", (w, r) -> Sessions.of(r).invalidate());
    mux.handle("GET /me", (w, r) -> Json.write(w, Map.of("name", Sessions.of(r).user().orElseThrow())), USERS_ONLY);
    mux.handle("GET /products", (w, r) -> Json.write(w, products));
    mux.handle("GET /products/{id}", (w, r) -> Json.write(w, found(products.get(r.pathValue("id")))));
    mux.group("/products", USERS_ONLY, edit -> {
        edit.handle("POST", (w, r) -> {
            Product made = Json.read(r, Product.class);
            String id = UUID.randomUUID().toString();
            products.put(id, made);
            tell("new: " + made.name());
            w.status(201).header("Location", "/products/" + id);
        });
        edit.handle("PUT /{id}", (w, r) ->
                tell("changed: " + found(products.replace(r.pathValue("id"), Json.read(r, Product.class))).name()));
        edit.handle("DELETE /{id}", (w, r) -> tell("gone: " + found(products.remove(r.pathValue("id"))).name()));
        edit.handle("POST /{id}/picture", (w, r) -> {
            found(products.get(r.pathValue("id"))); // So it is an id that was given here, and no path of the client's.
            try (Uploads form = Uploads.read(r, Uploads.Limits.of(1, 5 << 20))) {
                Path place = pictures.resolve(r.pathValue("id") + ".jpg");
                Files.move(form.required("picture").path(), place, StandardCopyOption.REPLACE_EXISTING);
            }
            w.status(201).header("Location", "/pictures/" + r.pathValue("id") + ".jpg");
        });
    });
    mux.handle("GET /events", Sse.handler(events -> {
        var news = new ArrayBlockingQueue<String>(100);
        LISTENERS.add(news);
        try (AutoCloseable _ = () -> LISTENERS.remove(news)) {
            while (true) {
                events.send(news.take());
            }
        }
    }));
    mux.handle("GET /pictures/", Handlers.stripPrefix("/pictures", FileServer.of(pictures)));
    mux.handle("GET /", FileServer.of(Path.of("site")));
    Handler shop = SecurityHeaders.create().then(Compression.create()).then(CrossOriginProtection.create())
            .then(Sessions.in(new MemorySessionStore())).wrap(mux);
    Server.builder().address(":8080").handler(shop).errors(ErrorRenderer.byAccept()).requestListener(end ->
            System.out.println(end.client() + " " + end.request().map(Request::toString).orElse("-") + " "
                    + end.status() + " " + end.contentBytes())).build().listenAndServe();
}

record Product(String name, int cents) {
    Product {
        if (name == null || name.isBlank() || cents < 0) {
            throw HttpError.badRequest("a product has a name, and costs nothing or more");
        }
    }
}

static final Map<String, String> PASSWORDS = Map.of("ann", "secret", "bob", "hidden");
static final List<ArrayBlockingQueue<String>> LISTENERS = new CopyOnWriteArrayList<>();

static void tell(String event) {
    LISTENERS.forEach(news -> news.offer(event)); // Who is slow misses some, and holds up nobody.
}

static final Middleware USERS_ONLY = next -> (w, r) -> {
    if (Sessions.of(r).user().isEmpty()) {
        throw new HttpError(401, "log in first").with("WWW-Authenticate", "Session");
    }
    next.serve(w, r);
};

static <T> T found(T thing) {
    return Optional.ofNullable(thing).orElseThrow(HttpError::notFound);
}
