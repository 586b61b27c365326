package dev.weir.corpus.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The inputs that a fuzz target begins with, in the order of their file. Empty lines and those that begin with a hash
 * are none. A file that is not there, holds no input or has a line of another form is an error, and no corpus of none.
 *
 * <p><b>Threads.</b> Does not change; what it runs, it runs on the thread that asks.
 */
public final class Corpus {
    private final List<Input> inputs;

    private Corpus(List<Input> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    private interface Form {
        Input input(String line);
    }

    /**
     * Rows of what an input is, a vertical bar, and text with Java's escapes, an octet a character. White space around
     * either is none of it.
     *
     * @param owner a class beside whose package the file lies, in a module that is open
     * @param file its path from there, such as {@code fuzz/form.csv}
     * @return the inputs
     * @throws IllegalArgumentException where the file is no corpus
     */
    public static Corpus text(Class<?> owner, String file) {
        return read(owner, file, line -> {
            int bar = line.indexOf('|');
            if (bar < 0) {
                throw new IllegalArgumentException("no vertical bar");
            }
            String text = line.substring(bar + 1).strip().translateEscapes();
            return new Input(line.substring(0, bar).strip(), text.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    /**
     * Lines in hexadecimal, with or without spaces.
     *
     * @param owner a class beside whose package the file lies, in a module that is open
     * @param file its path from there, such as {@code fuzz/corpus.txt}
     * @return the inputs
     * @throws IllegalArgumentException where the file is no corpus
     */
    public static Corpus octets(Class<?> owner, String file) {
        return read(owner, file, line -> new Input(line, HexFormat.of().parseHex(line.replace(" ", ""))));
    }

    private static Corpus read(Class<?> owner, String file, Form form) {
        List<Input> inputs = new ArrayList<>();
        List<String> lines = lines(owner, file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    inputs.add(form.input(line));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("no inputs in " + file);
        }
        return new Corpus(inputs);
    }

    private static List<String> lines(Class<?> owner, String file) {
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + file + " beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The inputs.
     *
     * @return all of them, at least one
     */
    public List<Input> inputs() {
        return inputs;
    }

    /**
     * A test for each input of a text, which also changes it many times; the input's length is the seed.
     *
     * @param changed how many changed inputs a test makes
     * @param target what runs
     * @return tests with the names of their inputs, for a {@code TestFactory}
     */
    public Stream<DynamicTest> tests(int changed, FuzzTarget target) {
        return inputs.stream()
                .map(input -> DynamicTest.dynamicTest(input.what(), () -> {
                    input.run(target);
                    input.runChanged(target, changed, new Random(input.octets().length), Input.Change.TEXT);
                }));
    }

    /**
     * Runs a target over all inputs, as they are.
     *
     * @param target what runs
     */
    public void run(FuzzTarget target) {
        inputs.forEach(input -> input.run(target));
    }

    /**
     * Runs a target over inputs that are made of these by changing some octets to any others.
     *
     * @param seed what decides on the changes, together for all inputs
     * @param changed how many are made of each input
     * @param target what runs
     */
    public void runChanged(long seed, int changed, FuzzTarget target) {
        Random random = new Random(seed);
        inputs.forEach(input -> input.runChanged(target, changed, random, Input.Change.OCTETS));
    }
}
