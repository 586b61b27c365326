package dev.weir.json.jackson;

import dev.weir.json.spi.JsonBinding;
import dev.weir.json.spi.JsonFault;
import dev.weir.json.spi.JsonSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** A mapper with parsers that keep to the settings: the limits of the mapper's own cannot be changed any more. */
final class JacksonBinding implements JsonBinding {
    private final JsonMapper mapper;
    private final JsonFactory parsers;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final Faults faults;

    JacksonBinding(JsonMapper given, JsonSettings settings) {
        mapper = given.rebuild()
                .addModule(new SimpleModule("dev.weir.records").setValueInstantiators(new RecordCreators()))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, !settings.ignoreUnknown())
                // A generator is closed on failure as well, and what is open then must stay so.
                .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .build();
        parsers = mapper.tokenStreamFactory()
                .rebuild()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(settings.maxDepth())
                        .maxStringLength(settings.maxString())
                        .maxNameLength(settings.maxString())
                        .maxNumberLength(settings.maxNumber())
                        .build())
                .build();
        reader = mapper.reader();
        writer = mapper.writer();
        faults = new Faults(settings);
    }

    @Override
    public @Nullable Object read(byte[] content, Type type) throws JsonFault {
        ObjectReader typed = reader.forType(reader.constructType(type));
        try (JsonParser parser = parsers.createParser(mapper._deserializationContext(), content)) {
            return typed.readValue(parser);
        } catch (InvalidDefinitionException e) {
            throw new IllegalArgumentException("no JSON can be read as " + type.getTypeName(), e);
        } catch (JacksonException e) {
            throw faults.of(e);
        }
    }

    @Override
    public void write(OutputStream out, @Nullable Object value) throws IOException {
        Stoppable stoppable = new Stoppable(out);
        boolean whole = false;
        try (JsonGenerator generator = writer.createGenerator(stoppable)) {
            try {
                writer.writeValue(generator, value);
                whole = true;
            } finally {
                if (!whole) {
                    stoppable.stop();
                }
            }
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }
}
