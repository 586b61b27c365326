package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results and the charts that are in the tree. */
class KeptResultsTest {
    @Test
    void theChartsAreThoseOfTheResults(@TempDir Path folder) throws IOException {
        Path root = Path.of("../..");
        for (String module : List.of("testing/bench", "testing/soak", "samples/image")) {
            Files.createDirectories(folder.resolve(module));
            Files.copy(
                    root.resolve(module).resolve("results.tsv"),
                    folder.resolve(module).resolve("results.tsv"));
        }
        KeptResults.keep(folder);
        List<String> drawn = names(folder.resolve("docs/charts"));
        assertEquals(drawn, names(root.resolve("docs/charts")));
        for (String name : drawn) {
            assertEquals(
                    Files.readString(folder.resolve("docs/charts").resolve(name)),
                    Files.readString(root.resolve("docs/charts").resolve(name)),
                    "tools/charts draws " + name + " again");
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
