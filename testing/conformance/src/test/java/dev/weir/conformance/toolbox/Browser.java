package dev.weir.conformance.toolbox;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chromium without a window, driven over a pipe by the DevTools protocol. A test is skipped where it is not installed.
 *
 * <p><b>Threads.</b> Used by one thread; another one reads what the browser says.
 */
final class Browser implements AutoCloseable {
    /** Far longer than anything takes, on a busy machine too. */
    private static final int PATIENCE_SECONDS = 60;

    private final JsonMapper json = new JsonMapper();
    private final Path errors;
    private final Process process;
    private final OutputStream commands;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    /** What pages say on their consoles, by session. */
    private final Map<String, List<String>> consoles = new ConcurrentHashMap<>();

    /** A page, in a profile of its own or beside another. */
    final class Page implements AutoCloseable {
        private final String context;
        private final String session;

        /**
         * Opens it.
         *
         * @param size of its window; empty for that of the one that is open
         */
        private Page(String context, Map<String, ?> size) throws IOException {
            this.context = context;
            Map<String, Object> parameters = new HashMap<>(size);
            parameters.put("url", "about:blank");
            parameters.put("browserContextId", context);
            String target = call(null, "Target.createTarget", parameters)
                    .get("targetId")
                    .asString();
            session = call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .get("sessionId")
                    .asString();
            call(session, "Runtime.enable", Map.of());
            call(session, "Log.enable", Map.of());
        }

        /** Begins to load a page. */
        void open(String url) throws IOException {
            JsonNode result = call(session, "Page.navigate", Map.of("url", url));
            if (result.has("errorText")) {
                throw new AssertionError(url + ": " + result.get("errorText").asString());
            }
        }

        /** Another tab of the same profile, which is closed with this one. */
        Page tab() throws IOException {
            return new Page(context, Map.of());
        }

        /** The same as text. */
        String evaluate(String script) throws IOException {
            return eval(script).asString();
        }

        /** Runs a script on the page, and returns what it comes to, or what the promise that it returns does. */
        JsonNode eval(String script) throws IOException {
            JsonNode result = call(
                    session,
                    "Runtime.evaluate",
                    Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
            if (result.has("exceptionDetails")) {
                throw new AssertionError(script + ": " + result.get("exceptionDetails") + console());
            }
            return result.at("/result/value");
        }

        /** Makes the page as large as a device shows it, and takes on its user's preferences. */
        void device(int width, int height, boolean phone, Map<String, String> preferences) throws IOException {
            call(
                    session,
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
            List<Map<String, String>> features = new ArrayList<>();
            preferences.forEach((name, value) -> features.add(Map.of("name", name, "value", value)));
            call(session, "Emulation.setEmulatedMedia", Map.of("features", features));
        }

        /** Presses and releases a key, such as Tab, Enter or Escape. */
        void press(String key, int code) throws IOException {
            Map<String, Object> down =
                    new HashMap<>(Map.of("type", "rawKeyDown", "key", key, "code", key, "windowsVirtualKeyCode", code));
            call(session, "Input.dispatchKeyEvent", down);
            if (key.equals("Enter")) {
                call(session, "Input.dispatchKeyEvent", Map.of("type", "char", "text", "\r"));
            }
            down.put("type", "keyUp");
            call(session, "Input.dispatchKeyEvent", down);
        }

        /** Keeps a picture of what is to be seen, as PNG. */
        void picture(Path file) throws IOException {
            String data = call(session, "Page.captureScreenshot", Map.of("format", "png"))
                    .get("data")
                    .asString();
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(data));
        }

        /** What stands on the page's console: errors of scripts, of the network, of policies. */
        String console() {
            return String.join("\n", consoles.getOrDefault(session, List.of()));
        }

        @Override
        public void close() throws IOException {
            call(null, "Target.disposeBrowserContext", Map.of("browserContextId", context));
        }
    }

    /**
     * Starts it.
     *
     * @param folder for its files, empty
     * @param options more of its command line
     */
    Browser(Path folder, String... options) throws IOException {
        Assumptions.assumeTrue(installed(), "chromium is not installed, so what it does is not tested");
        errors = folder.resolve("chromium.err");
        List<String> command = new ArrayList<>(
                // The pipe is the descriptors 3 and 4, which a process of Java's cannot be given.
                List.of("sh", "-c", "exec chromium \"$@\" 3<&0 4>&1 </dev/null >&2", "sh"));
        command.addAll(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors",
                "--user-data-dir=" + folder.resolve("profile"),
                "--remote-debugging-pipe"));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        commands = process.getOutputStream();
        Thread.ofVirtual().name("chromium").start(this::listen);
    }

    private static boolean installed() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, "chromium"))) {
                return true;
            }
        }
        return false;
    }

    Page page() throws IOException {
        String context = call(null, "Target.createBrowserContext", Map.of())
                .get("browserContextId")
                .asString();
        return new Page(context, Map.of("width", 600, "height", 700));
    }

    private JsonNode call(String session, String method, Map<String, ?> parameters) throws IOException {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = session == null
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", session);
        commands.write(json.writeValueAsBytes(message));
        commands.write(0);
        commands.flush();
        try {
            JsonNode said = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (said.has("error")) {
                throw new AssertionError(method + ": " + said.get("error"));
            }
            return said.get("result");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method + ": " + Files.readString(errors, StandardCharsets.ISO_8859_1), e);
        }
    }

    /** Messages end in a zero byte. */
    private void listen() {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            byte[] piece = new byte[1 << 16];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                int from = 0;
                for (int i = 0; i < n; i++) {
                    if (piece[i] == 0) {
                        message.write(piece, from, i - from);
                        heard(json.readTree(message.toByteArray()));
                        message.reset();
                        from = i + 1;
                    }
                }
                message.write(piece, from, n - from);
            }
        } catch (IOException e) {
            // The process has ended: whoever waits is told so.
        }
        waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("chromium has ended")));
    }

    private void heard(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    waiting.remove(message.get("id").asInt());
            if (answer != null) {
                answer.complete(message);
            }
            return;
        }
        JsonNode said = message.get("params");
        String text = switch (message.get("method").asString()) {
            case "Log.entryAdded" -> said.at("/entry/text").asString();
            case "Runtime.consoleAPICalled" -> said.at("/args").toString();
            case "Runtime.exceptionThrown" ->
                said.at("/exceptionDetails/exception/description").asString();
            default -> "";
        };
        if (!text.isEmpty() && message.has("sessionId")) {
            consoles.computeIfAbsent(message.get("sessionId").asString(), s -> new CopyOnWriteArrayList<>())
                    .add(text);
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        try {
            call(null, "Browser.close", Map.of());
            for (ProcessHandle one : all) {
                one.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("chromium does not end", e);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
