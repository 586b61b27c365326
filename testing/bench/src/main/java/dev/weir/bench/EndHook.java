package dev.weir.bench;

/** Something that must be done once it is over: when it is closed, or when the program is interrupted before that. */
final class EndHook implements AutoCloseable {
    private final Runnable end;
    private final Thread hook;

    EndHook(Runnable end) {
        this.end = end;
        this.hook = new Thread(end);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        end.run();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hooks run already, and this one does what was just done.
        }
    }
}
