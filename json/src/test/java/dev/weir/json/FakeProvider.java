package dev.weir.json;

import dev.weir.json.spi.JsonBinding;
import dev.weir.json.spi.JsonFault;
import dev.weir.json.spi.JsonProvider;
import dev.weir.json.spi.JsonSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** A library that takes all content for a string, and finds a fault where it is told to: {@code fault PATH OFFSET}. */
record FakeProvider(String name) implements JsonProvider, JsonBinding {
    @Override
    public JsonBinding open(JsonSettings settings) {
        return this;
    }

    @Override
    public Object read(byte[] content, Type type) throws JsonFault {
        String text = new String(content, StandardCharsets.UTF_8);
        String[] words = text.split(" ");
        if (words[0].equals("fault")) {
            throw new JsonFault("a fault", words[1], Long.parseLong(words[2].strip()), new RuntimeException());
        }
        return text.equals("null") ? null : text + " as " + type.getTypeName();
    }

    @Override
    public void write(OutputStream out, Object value) throws IOException {
        if (value instanceof RuntimeException failure) {
            throw failure;
        }
        out.write(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
        out.flush();
        out.close();
    }
}
