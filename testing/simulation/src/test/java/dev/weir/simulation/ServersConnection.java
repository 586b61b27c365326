package dev.weir.simulation;

import dev.weir.http.core.ConnState;
import dev.weir.http.core.spi.Connection;
import dev.weir.http.core.spi.ServerContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection of {@code http-core} in its book, over a {@link SimChannel}. Both are the server's own, so they are
 * reached by reflection.
 */
final class ServersConnection {
    private static final String CORE = "dev.weir.http.core.connection.";

    final SimChannel channel = new SimChannel();
    final List<ConnState> states = new ArrayList<>();
    final Connection connection;
    private final Object book;

    ServersConnection(ServerContext context) {
        try {
            Class<?> listenerType = Class.forName(CORE + "ConnectionState$Listener");
            Object listener = Proxy.newProxyInstance(
                    listenerType.getClassLoader(),
                    new Class<?>[] {listenerType},
                    (_, _, arguments) -> states.add(ConnState.valueOf(arguments[2].toString())));
            Class<?> bookType = Class.forName(CORE + "ConnectionRegistry");
            book = accessible(bookType.getDeclaredConstructor(ServerContext.class, listenerType, int.class))
                    .newInstance(context, listener, 1);
            Class<?> type = Class.forName(CORE + "ServerConnection");
            connection = (Connection) accessible(type.getDeclaredConstructor(long.class, bookType, SocketChannel.class))
                    .newInstance(1L, book, channel);
            // As the acceptor does: a place, and then the book.
            on(book, "takePlace", 0L);
            on(book, "opened", connection);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("http-core has changed", e);
        }
    }

    private static Constructor<?> accessible(Constructor<?> constructor) {
        constructor.setAccessible(true);
        return constructor;
    }

    /** Calls a method of the connection's that the interface does not have. */
    Object call(String name, Object... args) {
        return on(connection, name, args);
    }

    int open() {
        return (int) on(book, "size");
    }

    /** Whether the place that it had is free again, once. */
    boolean placeIsFree() {
        return (boolean) on(book, "takePlace", 0L) && !(boolean) on(book, "takePlace", 0L);
    }

    private static Object on(Object target, String name, Object... args) {
        try {
            for (Method method : target.getClass().getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == args.length) {
                    method.setAccessible(true);
                    return method.invoke(target, args);
                }
            }
            throw new IllegalStateException("http-core has changed: no " + name);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(name + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(name + " is not opened", e);
        }
    }
}
