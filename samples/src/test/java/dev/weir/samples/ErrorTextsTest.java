package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The texts of the page of error texts are those of the sources. */
class ErrorTextsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TEXT = Pattern.compile("`([^`]*)`");

    @Test
    void eachTextStandsInASource() throws IOException {
        String sources = sources();
        List<String> unknown = new ArrayList<>();
        int texts = 0;
        for (String line : Files.readAllLines(ROOT.resolve("docs/error-texts.md"))) {
            if (!line.startsWith("| ") || line.startsWith("| ---") || line.contains(" text |")) {
                continue;
            }
            String[] cells = line.split(" \\| ?", -1);
            boolean status = cells[0].matches("\\| [0-9, ]+");
            Matcher text = TEXT.matcher(cells[status ? 1 : 0]);
            while (text.find()) {
                texts++;
                for (String part : text.group(1).split("…")) {
                    if (!sources.contains(part.strip()) && !sources.contains(part.replace("\"", "\\\""))) {
                        unknown.add(part);
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(texts > 60, "the rows are of another form");
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> folders = Files.list(ROOT)) {
            for (Path folder : folders.map(f -> f.resolve("src/main/java")).toList()) {
                if (!Files.isDirectory(folder) || folder.startsWith(ROOT.resolve("samples"))) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file :
                            files.filter(f -> f.toString().endsWith(".java")).toList()) {
                        all.append(Files.readString(file));
                    }
                }
            }
        }
        return all.toString();
    }
}
