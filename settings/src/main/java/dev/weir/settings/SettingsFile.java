package dev.weir.settings;

import dev.weir.settings.Values.Found;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of settings: a line is {@code weir.name = value}, or begins with {@code #}, or is another program's. */
final class SettingsFile {
    private static final String PREFIX = "weir.";

    private SettingsFile() {}

    static Map<String, Found> read(Path file) throws IOException {
        Map<String, Found> found = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file of settings " + file, e);
        } catch (CharacterCodingException e) {
            throw new IOException("the file of settings " + file + " is not UTF-8", e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("\ufeff")) {
                line = line.substring(1).strip();
            }
            if (line.startsWith(PREFIX)) {
                read(line, "file " + file + ", line " + (i + 1), found);
            }
        }
        return found;
    }

    private static void read(String line, String source, Map<String, Found> found) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException(source + ": wanted is weir.name = value");
        }
        String name = line.substring(PREFIX.length(), equals).strip();
        if (!Known.is(name)) {
            throw new IllegalArgumentException(Known.unknown(name, source));
        }
        Found before = found.put(name, new Found(line.substring(equals + 1).strip(), source));
        if (before != null) {
            throw new IllegalArgumentException(PREFIX + name + " (" + source + ") is set before: " + before.source());
        }
    }
}
