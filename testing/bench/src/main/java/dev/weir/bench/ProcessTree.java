package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server's process with its children: nginx has a master and a worker. */
final class ProcessTree {
    private static final int END_SECONDS = 5;
    /** What stands for a process that has ended meanwhile. */
    private static final String GONE = "0 (gone) Z 0 0 0 0 0 0 0 0 0 0 0 0 0 0";

    private final Process process;

    ProcessTree(Process process) {
        this.process = process;
    }

    /** User and system time so far, in clock ticks; of children that live. */
    long ticks() throws IOException {
        long sum = 0;
        for (ProcessHandle handle : all()) {
            sum += ProcStat.processTicks(read(handle, "stat", GONE));
        }
        return sum;
    }

    /**
     * User and system time so far, in clock ticks, of this program and all that it has started, those that have ended
     * included.
     */
    static long ownTicks() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        // It lives, so that there is no line for one that is gone.
        long sum = ProcStat.processTicksWithEndedChildren(read(self, "stat", ""));
        for (ProcessHandle handle : self.descendants().toList()) {
            sum += ProcStat.processTicks(read(handle, "stat", GONE));
        }
        return sum;
    }

    /** Memory that is not swapped out, in bytes. Pages that processes share count for each. */
    long residentBytes() throws IOException {
        long sum = 0;
        for (ProcessHandle handle : all()) {
            sum += ProcStat.residentBytes(read(handle, "status", "VmRSS: 0 kB"));
        }
        return sum;
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Children may end at any moment. */
    private static String read(ProcessHandle handle, String file, String gone) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(handle.pid()), file));
        } catch (NoSuchFileException e) {
            return gone;
        }
    }

    /** Sends all a signal, by its name. */
    void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        all().forEach(handle -> command.add(Long.toString(handle.pid())));
        // It fails where one has ended meanwhile, which whoever asks it next hears of.
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Ends all. The children are asked for first, as they have another parent once theirs is gone. */
    void end() {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
