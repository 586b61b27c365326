package dev.weir.hpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.hpack.Codec.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Stories in the format of {@code http2jp/hpack-test-case}: blocks that one connection carries, with the fields that
 * they stand for. The public ones, made by four other encoders, are read where they lie beside the checkout; some of
 * our own, in the same format, always.
 */
class StoriesTest {
    /** Where the public stories are: {@code ../shared} beside the checkout, as seen from a module. */
    private static final Path PUBLIC = Path.of("..", "..", "shared", "corpora", "hpack-test-case")
            .toAbsolutePath()
            .normalize();

    /** How our encoder's table is set while it tells a story again; sizes follow each other, one a block. */
    private static final List<List<Integer>> SIZES = List.of(
            List.of(4096), List.of(0), List.of(256), List.of(4096, 100, 0, 4096, 512, 16_384, 256), List.of(0, 4096));

    /**
     * A block of a story.
     *
     * @param tableSize what the decoder's setting becomes before it; -1 to leave it
     */
    private record Case(int tableSize, String wire, List<Field> fields) {}

    private static List<Path> publicStories() throws IOException {
        if (!Files.isDirectory(PUBLIC)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(PUBLIC)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void publicStoriesAreThere() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(PUBLIC), "the public stories do not lie beside the checkout: only our own are told");
        assertTrue(
                publicStories().size() >= 100,
                "so few stories: " + publicStories().size());
    }

    @TestFactory
    Stream<DynamicTest> decode() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : publicStories()) {
            tests.add(dynamicTest(PUBLIC.relativize(file).toString(), () -> decodes(read(Files.readString(file)))));
        }
        for (OwnStories.Story story : OwnStories.ALL) {
            tests.add(dynamicTest(story.name(), () -> decodes(read(story.json()))));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> encodeAndDecodeBack() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : publicStories()) {
            tests.add(dynamicTest(
                    PUBLIC.relativize(file).toString(), () -> encodesAndBack(read(Files.readString(file)))));
        }
        for (OwnStories.Story story : OwnStories.ALL) {
            tests.add(dynamicTest(story.name(), () -> encodesAndBack(read(story.json()))));
        }
        return tests.stream();
    }

    private static void decodes(List<Case> story) throws HpackException {
        assertFalse(story.isEmpty(), "a story without blocks");
        HpackDecoder decoder = Codec.decoder();
        for (int i = 0; i < story.size(); i++) {
            Case block = story.get(i);
            if (block.tableSize() >= 0) {
                decoder.maxTableSize(block.tableSize());
            }
            assertEquals(block.fields(), plain(Codec.decode(decoder, Codec.hex(block.wire()))), "block " + i);
        }
    }

    private static void encodesAndBack(List<Case> story) throws HpackException {
        for (List<Integer> sizes : SIZES) {
            HpackEncoder encoder = new HpackEncoder(16_384, BufferGrowth.doubling());
            HpackDecoder decoder = Codec.decoder();
            for (int i = 0; i < story.size(); i++) {
                int size = sizes.get(i % sizes.size());
                encoder.peerTableSize(size);
                decoder.maxTableSize(size);
                String where = "block " + i + " with tables of " + sizes;
                byte[] block = Codec.encode(encoder, story.get(i).fields());
                assertEquals(plain(story.get(i).fields()), plain(Codec.decode(decoder, block)), where);
                assertEquals(Codec.table(encoder), Codec.table(decoder), "the tables after " + where);
                assertEquals(encoder.tableSize(), decoder.tableSize(), "their sizes after " + where);
                assertTrue(decoder.tableSize() <= size, "a table of " + decoder.tableSize() + " after " + where);
            }
        }
    }

    /** Without the mark of sensitive fields, of which a story says nothing. */
    private static List<Field> plain(List<Field> fields) {
        return fields.stream()
                .map(field -> new Field(field.name(), field.value(), false))
                .toList();
    }

    @SuppressWarnings("unchecked") // the format of the stories
    private static List<Case> read(String json) {
        List<Case> story = new ArrayList<>();
        for (Object one : (List<Object>) ((Map<String, Object>) Json.read(json)).get("cases")) {
            Map<String, Object> block = (Map<String, Object>) one;
            List<Field> fields = new ArrayList<>();
            for (Object field : (List<Object>) block.get("headers")) {
                ((Map<String, Object>) field)
                        .forEach((name, value) -> fields.add(new Field(name, (String) value, false)));
            }
            Object size = block.get("header_table_size");
            story.add(new Case(size == null ? -1 : ((Long) size).intValue(), (String) block.get("wire"), fields));
        }
        return story;
    }
}
