package dev.weir.http.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.invocation.Invocation;

/** Every call comes out at the response within, so that a method that is added later cannot be forgotten. */
class ForwardingResponseWriterTest {
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);
    private static final Headers FIELDS = new Headers();

    /** A value for each type that a parameter or result may have. */
    private static final Map<Class<?>, Object> VALUES = Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(long.class, 2L),
            Map.entry(boolean.class, true),
            Map.entry(String.class, "text"),
            Map.entry(byte[].class, BYTES),
            Map.entry(ByteBuffer.class, ByteBuffer.wrap(BYTES)),
            Map.entry(FileChannel.class, mock(FileChannel.class)),
            Map.entry(Duration.class, Duration.ofSeconds(3)),
            Map.entry(Headers.class, FIELDS),
            Map.entry(HttpError.class, HttpError.notFound()),
            Map.entry(Consumer.class, (Consumer<Object>) _ -> {}),
            Map.entry(Class.class, TunnelRequest.class),
            Map.entry(Optional.class, Optional.of("a power")));

    private final ResponseWriter delegate = mock(ResponseWriter.class, call -> {
        Class<?> type = call.getMethod().getReturnType();
        if (type == ResponseWriter.class) {
            return call.getMock();
        }
        return type == void.class ? null : value(type);
    });

    private final ForwardingResponseWriter forwarding = new ForwardingResponseWriter(delegate) {};

    private static Object value(Class<?> type) {
        Object value = VALUES.get(type);
        assertTrue(value != null, () -> "this test has no value for " + type);
        return value;
    }

    /** The public methods that can be overridden, those of {@link java.io.OutputStream} too. */
    static Stream<Method> methods() {
        return Arrays.stream(ResponseWriter.class.getMethods())
                .filter(m -> m.getDeclaringClass() != Object.class && !m.isBridge())
                .filter(m -> (m.getModifiers() & (Modifier.FINAL | Modifier.STATIC)) == 0);
    }

    private static Object[] arguments(Method method) {
        if (method.getParameterCount() == 3 && method.getParameterTypes()[0] == byte[].class) {
            return new Object[] {BYTES, 1, 3};
        }
        return Arrays.stream(method.getParameterTypes())
                .map(ForwardingResponseWriterTest::value)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void comesOutOnceWithItsArguments(Method method) throws ReflectiveOperationException {
        Object[] arguments = arguments(method);
        Object result = method.invoke(forwarding, arguments);
        Collection<Invocation> calls = mockingDetails(delegate).getInvocations();
        assertEquals(1, calls.size(), calls::toString);
        Invocation call = calls.iterator().next();
        if (isOverridden(method)) {
            assertEquals(method.getName(), call.getMethod().getName());
            assertArrayEquals(method.getParameterTypes(), call.getMethod().getParameterTypes());
            Object[] seen = call.getRawArguments();
            for (int i = 0; i < arguments.length; i++) {
                assertSame(arguments[i], seen[i], "argument " + i);
            }
        } else {
            assertWritten(
                    (byte[]) (arguments[0] instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : arguments[0]),
                    call);
        }
        if (method.getReturnType() == ResponseWriter.class) {
            assertSame(forwarding, result, "a chain of calls stays with the wrapper");
        } else if (method.getReturnType() != void.class) {
            assertEquals(value(method.getReturnType()), result);
        }
    }

    private static boolean isOverridden(Method method) {
        try {
            ForwardingResponseWriter.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** What is not overridden writes, and is bound for the one method that a wrapper of content overrides. */
    private static void assertWritten(byte[] content, Invocation call) {
        assertEquals("write", call.getMethod().getName());
        assertArrayEquals(
                new Class<?>[] {byte[].class, int.class, int.class},
                call.getMethod().getParameterTypes());
        byte[] from = call.getArgument(0);
        int start = call.getArgument(1);
        int length = call.getArgument(2);
        assertArrayEquals(content, Arrays.copyOfRange(from, start, start + length));
    }

    @Test
    void finalMethodsComeOutByThoseThatTheyCall() throws IOException {
        List<HttpError> errors = new ArrayList<>();
        ForwardingResponseWriter counting = new ForwardingResponseWriter(delegate) {
            @Override
            public void error(HttpError error) {
                errors.add(error);
            }

            @Override
            public boolean committed() {
                return false;
            }

            @Override
            public Headers headers() {
                return FIELDS;
            }
        };
        counting.error(410, "gone");
        assertEquals(410, errors.getFirst().status());
        assertEquals("gone", errors.getFirst().getMessage());
        counting.addCookie(Cookie.of("a", "b"));
        assertEquals("a=b", FIELDS.get("Set-Cookie"));
    }

    @Test
    void needsAResponse() {
        assertThrows(NullPointerException.class, () -> new ForwardingResponseWriter(null) {});
        assertSame(delegate, forwarding.delegate());
    }
}
