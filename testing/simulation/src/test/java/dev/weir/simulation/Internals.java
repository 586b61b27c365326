package dev.weir.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Types of {@code http-core} that it shows to nobody, reached by reflection. */
final class Internals {
    private static final String CORE = "dev.weir.http.core.";

    private Internals() {}

    /** The type of a name behind that of the module's first package. */
    static Class<?> type(String name) {
        try {
            return Class.forName(CORE + name);
        } catch (ClassNotFoundException e) {
            throw changed(e);
        }
    }

    /** Makes an object with the constructor that takes the arguments. */
    static Object make(String name, Object... args) {
        try {
            for (Constructor<?> constructor : type(name).getDeclaredConstructors()) {
                if (takes(constructor, args)) {
                    constructor.setAccessible(true);
                    return constructor.newInstance(args);
                }
            }
            throw changed(null);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("a new " + name + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw changed(e);
        }
    }

    private static boolean takes(Constructor<?> constructor, Object[] args) {
        Class<?>[] types = constructor.getParameterTypes();
        boolean takes = types.length == args.length && !constructor.isSynthetic();
        for (int i = 0; takes && i < args.length; i++) {
            takes = args[i] == null || types[i].isPrimitive() || types[i].isInstance(args[i]);
        }
        return takes;
    }

    /** An object of an interface. */
    static Object proxy(String name, InvocationHandler handler) {
        Class<?> type = type(name);
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** Calls a method of an object, or one of a type without an object. */
    static Object call(Object target, String name, Object... args) {
        Method method = method(target instanceof Class<?> type ? type : target.getClass(), name, args.length);
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(name + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw changed(e);
        }
    }

    private static Method method(Class<?> type, String name, int parameters) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == parameters) {
                method.setAccessible(true);
                return method;
            }
        }
        throw changed(null);
    }

    /** A field of an object. */
    static Object field(Object target, String name) {
        try {
            Field field = target.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(target);
        } catch (ReflectiveOperationException e) {
            throw changed(e);
        }
    }

    private static IllegalStateException changed(Throwable why) {
        return new IllegalStateException("http-core has changed", why);
    }
}
