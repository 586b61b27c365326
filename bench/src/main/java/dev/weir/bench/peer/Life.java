package dev.weir.bench.peer;

import java.io.IOException;

/** What the servers under measurement share: how they tell that they listen, and when they end. */
final class Life {
    /** The content of every answer: 13 bytes. */
    static final String CONTENT = "Hello, World!";

    static final String PATH = "/plaintext";

    /** Set by the driver, which holds the other end of standard input: when it is gone, so is the server. */
    private static final String TIED = "weir.bench.tied";

    private Life() {}

    static int port(String[] args) {
        return args.length == 0 ? 0 : Integer.parseInt(args[0]);
    }

    /** Says where the server listens, and keeps the process alive as long as it is wanted. */
    static void listening(int port) throws IOException, InterruptedException {
        System.out.println("listening " + port);
        System.out.flush();
        if (!Boolean.getBoolean(TIED)) {
            Thread.sleep(Long.MAX_VALUE);
        }
        while (System.in.read() >= 0) {
            // The driver writes nothing: this only waits for the end.
        }
        Runtime.getRuntime().halt(0);
    }
}
