package dev.weir.json.jackson;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.module.SimpleValueInstantiators;

/**
 * Makes records by their constructors. Jackson calls a method handle with an array of arguments, for which each call
 * makes another handle: with small records that is a fifth of what it costs to read them.
 */
final class RecordCreators extends SimpleValueInstantiators {
    private static final long serialVersionUID = 1;

    @Override
    public ValueInstantiator modifyValueInstantiator(
            DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator usual) {
        // No other than Jackson's own, of which it is known what it does.
        if (usual.getClass() == StdValueInstantiator.class
                && usual.getValueClass().isRecord()
                && usual.getWithArgsCreator() instanceof AnnotatedConstructor creator
                && creator.getAnnotated().canAccess(null)) {
            return new Creator((StdValueInstantiator) usual, creator.getAnnotated());
        }
        return usual;
    }

    private static final class Creator extends StdValueInstantiator {
        /** Jackson has made it accessible. */
        private final Constructor<?> constructor;

        Creator(StdValueInstantiator usual, Constructor<?> constructor) {
            super(usual);
            this.constructor = constructor;
        }

        @Override
        public @Nullable Object createFromObjectWith(DeserializationContext context, @Nullable Object[] arguments) {
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                return context.handleInstantiationProblem(
                        getValueClass(), arguments, rewrapCtorProblem(context, e.getCause()));
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, e));
            }
        }
    }
}
