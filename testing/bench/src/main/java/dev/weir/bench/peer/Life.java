package dev.weir.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the servers under measurement share: what they answer, how they tell that they listen, and when they end. */
final class Life {
    /** The content of the plain answer: 13 bytes. */
    static final String CONTENT = "Hello, World!";

    static final String PATH = "/plaintext";

    /** Where the large answer is. */
    static final String BODY_PATH = "/body";

    /** Where the large answer from a file is; also the file's name. */
    static final String FILE_PATH = "/file.txt";
    /** Where smaller ones are. */
    static final String FILE_4K_PATH = "/file-4k.txt";

    static final String FILE_64K_PATH = "/file-64k.txt";

    /** Where the request's content comes back. */
    static final String ECHO_PATH = "/echo";

    /** Where the small answer is that comes after a sleep. */
    static final String SLEEP_PATH = "/sleep/20";

    /** How long it sleeps: as a query of a database may take. */
    static final int SLEEP_MILLIS = 20;

    /** Where the text is that is compressed for each request; also its file's name. */
    static final String TEXT_PATH = "/text";

    /** Where an order is, in JSON. */
    static final String ORDER_PATH = "/order";

    /** Where orders go, in JSON. */
    static final String ORDERS_PATH = "/orders";

    /** At which level all compress: Weir's default. */
    static final int GZIP_LEVEL = 4;

    /** Where messages on a WebSocket come back. */
    static final String WEBSOCKET_PATH = "/ws";
    /** Where they go to all who are connected there. */
    static final String BROADCAST_PATH = "/broadcast";
    /** At which level all compress messages: Weir's default. */
    static final int DEFLATE_LEVEL = 1;

    /** The lengths that an answer has at {@link #bytesPath}. */
    static final List<Integer> LENGTHS = List.of(1 << 10, 1 << 14, 1 << 17, 1 << 20, 1 << 24);

    /** Set by the driver: how many routes a router has. */
    private static final String ROUTES = "weir.bench.routes";

    /** The size of the large answer. */
    private static final int BODY_BYTES = 1 << 20;

    /** Set by the driver, which holds the other end of standard input: when it is gone, so is the server. */
    private static final String TIED = "weir.bench.tied";

    /** Set by the driver: the folder with the files that are served. */
    private static final String DOCUMENTS = "weir.bench.documents";

    /** Set by the driver where messages on WebSockets are compressed. */
    private static final String DEFLATE = "weir.bench.deflate";

    private Life() {}

    static int port(String[] args) {
        return args.length == 0 ? 0 : Integer.parseInt(args[0]);
    }

    /** The large answer's content, which a server has in memory as it likes it best. */
    static byte[] body() {
        return content(BODY_BYTES);
    }

    /** Content of a length. */
    static byte[] content(int length) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 'x');
        return content;
    }

    /** Where an answer of a length is. */
    static String bytesPath(int length) {
        return "/bytes/" + length;
    }

    /** The patterns of a router's routes; the segment in braces is any. */
    static Stream<String> routes() {
        return IntStream.range(0, Integer.getInteger(ROUTES, 1)).mapToObj(i -> "/r" + i + "/items/{item}");
    }

    /** The text that is compressed for each request. */
    static byte[] text() throws IOException {
        return Files.readAllBytes(documents().resolve(TEXT_PATH.substring(1)));
    }

    /** Whether messages on WebSockets are compressed. */
    static boolean deflate() {
        return Boolean.getBoolean(DEFLATE);
    }

    /** The folder with the files that are served; the working one where a server is started by hand. */
    static Path documents() {
        return Path.of(System.getProperty(DOCUMENTS, ""));
    }

    /** Says where the server listens, and keeps the process alive as long as it is wanted. */
    static void listening(int port) throws IOException, InterruptedException {
        System.out.println("listening " + port);
        System.out.flush();
        if (!Boolean.getBoolean(TIED)) {
            Thread.sleep(Long.MAX_VALUE);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String question = in.readLine(); question != null; question = in.readLine()) {
            System.out.println(Meter.answer(question));
            System.out.flush();
        }
        Runtime.getRuntime().halt(0);
    }
}
