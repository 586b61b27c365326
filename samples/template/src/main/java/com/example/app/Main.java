package com.example.app;

import dev.weir.settings.Settings;
import java.io.IOException;

/** The program: serves until it gets SIGTERM or Ctrl-C. */
public final class Main {
    private Main() {}

    /**
     * Runs it.
     *
     * @param args not used: the settings come from the environment, system properties and a file
     * @throws InterruptedException where it is told so while it serves
     */
    public static void main(String[] args) throws InterruptedException {
        App app;
        try {
            app = App.start(Settings.load(), System.getenv().getOrDefault("ADMIN_ADDRESS", "127.0.0.1:9090"));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("my-app: " + e.getMessage());
            System.exit(2);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(app::stop));
        app.awaitStop();
    }
}
