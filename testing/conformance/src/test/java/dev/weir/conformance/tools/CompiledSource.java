package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.spi.ToolProvider;

/** A program of one source file, compiled and loaded into this JVM, so that a test gets at what it declares. */
public final class CompiledSource {
    private final Class<?> type;

    private CompiledSource(Class<?> type) {
        this.type = type;
    }

    /**
     * Compiles it.
     *
     * @param folder takes the source and the class
     * @param name of the file, without its ending
     * @param text the source: a compact one, without a class of its own
     */
    public static CompiledSource of(Path folder, String name, String text) throws IOException {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        StringWriter said = new StringWriter();
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "--add-modules",
                        "dev.weir,dev.weir.http.testkit,dev.weir.compress.brotli,dev.weir.compress.zstd,"
                                + "dev.weir.websocket",
                        "-d",
                        folder.toString(),
                        source.toString());
        assertEquals(0, code, said::toString);
        try {
            // Never closed: what the program declares may load more of its classes.
            ClassLoader loader =
                    new URLClassLoader(new URL[] {folder.toUri().toURL()}, CompiledSource.class.getClassLoader());
            return new CompiledSource(loader.loadClass(name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** The value of a static field. */
    public <T> T field(String name, Class<T> of) throws Exception {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return of.cast(field.get(null));
    }

    /** Calls a static method. */
    public Object call(String name, Object... arguments) throws Exception {
        Method method = Arrays.stream(type.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no method " + name));
        method.setAccessible(true);
        return method.invoke(null, arguments);
    }
}
