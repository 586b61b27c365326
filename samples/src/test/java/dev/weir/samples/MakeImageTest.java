package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program that makes images leaves alone; that it makes them is tested where they are made. */
class MakeImageTest {
    @TempDir
    Path folder;

    @Test
    void aFolderThatIsNoImageIsNeverDeleted() throws Exception {
        Path own = Files.writeString(
                Files.createDirectory(folder.resolve("out-base")).resolve("own.txt"), "data");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Path.of("image", "MakeImage.java").toString(),
                        folder.toString(),
                        folder.toString(),
                        folder.resolve("out").toString())
                .redirectErrorStream(true)
                .start();
        program.getOutputStream().close();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertNotEquals(0, program.waitFor(), said);
        assertTrue(said.contains("out-base is no image that was made here: move it away"), said);
        assertEquals("data", Files.readString(own));
    }
}
