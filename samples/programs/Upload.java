import module dev.weir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files of any size are taken, and how far each has come can be asked meanwhile. Content is read as it comes: a large
 * file takes no more memory than a small one, and a client that is faster than the disk waits.
 *
 * <p>{@code java -p lib --add-modules dev.weir Upload.java}, then
 * {@code curl -T large.iso http://localhost:8080/files/large.iso} and {@code curl http://localhost:8080/progress}
 */
void main() throws Exception {
    Path folder = Files.createDirectories(Path.of("uploads"));
    var progress = new ConcurrentHashMap<String, Long>();
    var mux = new ServeMux();
    mux.handle("PUT /files/{name}", (w, r) -> {
        String name = r.pathValue("name");
        if (name.startsWith(".") || name.contains("/") || name.contains("\\")) {
            throw HttpError.badRequest("a plain file name, please");
        }
        if (progress.putIfAbsent(name, 0L) != null) {
            throw new HttpError(409, "somebody else is sending " + name);
        }
        Path part = Files.createTempFile(folder, ".upload", ".part");
        try {
            long received = 0;
            try (var in = r.withContentLimit(10L << 30).content(); var out = Files.newOutputStream(part)) {
                byte[] buffer = new byte[65_536];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    received += n;
                    progress.put(name, received);
                }
            }
            Files.move(part, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            w.status(201).header("Location", r.rawPath()).write("got " + received + " bytes\n");
        } finally {
            progress.remove(name);
            // What broke off leaves nothing behind.
            Files.deleteIfExists(part);
        }
    });
    mux.handle("GET /progress", (w, r) -> {
        for (var one : progress.entrySet()) {
            w.write(one.getKey() + " " + one.getValue() + "\n");
        }
    });
    mux.handle("GET /files/", Handlers.stripPrefix("/files", FileServer.of(folder)));
    Server.listenAndServe(":8080", mux);
}
