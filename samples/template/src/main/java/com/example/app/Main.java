package com.example.app;

/** The program: serves until it gets SIGTERM or Ctrl-C. */
public final class Main {
    private Main() {}

    /**
     * Runs it.
     *
     * @param args not used: the settings come from the environment
     * @throws Exception where it cannot start
     */
    public static void main(String[] args) throws Exception {
        App app = App.start(Settings.of(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(app::stop));
        app.awaitStop();
    }
}
