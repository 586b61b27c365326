package dev.weir.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of settings in {@code docs/configuration.md} is the table of the code; -Dweir.docs.write=true writes it. */
class PageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final String BEGIN = "<!-- settings -->\n";
    private static final String END = "<!-- end of settings -->";

    private static String table() {
        StringBuilder text = new StringBuilder("| name | value | default | meaning |\n| --- | --- | --- | --- |\n");
        for (Setting setting : Settings.all()) {
            // Of a listener those that the server's first one has too are said in one row.
            String name = setting.name();
            if (!name.startsWith("listener.NAME.tls.") && !name.startsWith("listener.NAME.proxy")) {
                text.append("| `weir.")
                        .append(name)
                        .append("` | ")
                        .append(setting.form().replace("|", ", "))
                        .append(" | ")
                        .append(setting.standard())
                        .append(" | ")
                        .append(setting.help())
                        .append(" |\n");
            }
        }
        return text.append("| `weir.listener.NAME.proxy-protocol`, `weir.listener.NAME.proxy.*`,"
                        + " `weir.listener.NAME.tls.*` | | | as those without `listener.NAME.`, for this listener"
                        + " |\n")
                .toString();
    }

    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, "the page has no place for the table");
        String wanted = page.substring(0, begin) + "\n" + table() + "\n" + page.substring(end);
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.writeString(PAGE, wanted);
        }
        assertEquals(wanted, Files.readString(PAGE));
    }

    /** Each piece on the page that is a file of settings is one. */
    @Test
    void theFileOnThePageIsOne() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.matches("weir\\.[a-zA-Z0-9.-]+ = .*")) {
                lines.add(line);
            }
        }
        assertTrue(lines.size() >= 9, lines::toString);
        Path file = Files.createTempFile("weir", ".conf");
        try {
            Files.write(file, lines);
            assertTrue(Settings.builder().file(file).build().hasAny("listener.admin."));
        } finally {
            Files.delete(file);
        }
    }
}
