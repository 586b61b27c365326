package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the page of HPACK compiles and does what it says. */
class UsingHpackAloneTest {
    private static String snippet() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "hpack.md"));
        int start = page.indexOf("```java\n") + "```java\n".length();
        return page.substring(start, page.indexOf("```", start));
    }

    @Test
    void programOfThePageRuns(@TempDir Path folder) throws Exception {
        String classes = Path.of(HpackDecoder.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String source = snippet();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///HpackAlone.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-cp", classes, "-d", folder.toString(), "-proc:none"),
                        null,
                        List.of(file))
                .call();
        assertTrue(compiled, messages.toString());

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass("HpackAlone").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        assertEquals("""
            :status: 200
            content-type: text/plain
            set-cookie: session=1 (sensitive)
            """, out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
    }
}
