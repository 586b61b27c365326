package dev.weir.json.jackson;

import dev.weir.json.spi.JsonBinding;
import dev.weir.json.spi.JsonProvider;
import dev.weir.json.spi.JsonSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON by Jackson 3. The mapper that {@link java.util.ServiceLoader} finds takes no value of one kind for another: no
 * {@code "1"} for a number, no {@code 1} for a string or an enum, and no {@code 1.5} for an integer. Times are ISO
 * 8601. A property that is missing is null, or 0: what a record's constructor throws for that is a 400.
 *
 * <p><b>Threads.</b> Thread-safe.
 */
public final class JacksonJson implements JsonProvider {
    private final JsonMapper mapper;

    /** For {@code ServiceLoader}. */
    public JacksonJson() {
        this(JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build());
    }

    private JacksonJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Makes a provider of a mapper of one's own, with its modules, names and formats. Three things the
     * {@link JsonSettings} decide in its place: the limits, unknown properties, and that names are not twice in an
     * object.
     *
     * @param mapper the mapper
     * @return the provider
     * @throws IllegalArgumentException for a mapper with default typing: there a client would choose the classes to be
     *     made
     */
    public static JacksonJson with(JsonMapper mapper) {
        var config = mapper.deserializationConfig();
        if (config.getDefaultTyper(mapper.constructType(Object.class)) != null) {
            throw new IllegalArgumentException(
                    "the mapper has default typing, with which a client chooses the classes that"
                            + " are made: build it without activateDefaultTyping");
        }
        return new JacksonJson(mapper);
    }

    @Override
    public String name() {
        return "jackson";
    }

    @Override
    public JsonBinding open(JsonSettings settings) {
        return new JacksonBinding(mapper, settings);
    }
}
