package dev.weir.http.testkit.junit;

import dev.weir.http.api.Handler;
import dev.weir.http.testkit.TestClient;
import dev.weir.http.testkit.TestServer;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Gives tests their servers and clients. JUnit, to which a test's package is open, reads and calls what is marked: no package
 * has to be open to this module.
 */
final class WeirExtension implements ParameterResolver, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(WeirExtension.class);

    /** What a test has; JUnit closes it after the test. */
    private record Running(TestServer server, TestClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestServer.class || type == TestClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "a server is of one test: constructors, @BeforeAll and @AfterAll have none");
        }
        Running running =
                context.getStore(NAMESPACE).computeIfAbsent(Running.class, _ -> start(context), Running.class);
        return parameter.getParameter().getType() == TestServer.class ? running.server : running.client;
    }

    private static Running start(ExtensionContext context) {
        TestServer server = switch (served(context)) {
            case TestServer ready -> ready;
            case Handler handler -> listens(context) ? TestServer.start(handler) : TestServer.inMemory(handler);
            case null -> throw new ParameterResolutionException("what @Serve marks is null");
            case Object other ->
                throw new ParameterResolutionException(
                        "what @Serve marks is neither a Handler nor a TestServer: " + other);
        };
        return new Running(server, server.client());
    }

    private static boolean listens(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), WeirTest.class, context.getEnclosingTestClasses())
                .map(WeirTest::sockets)
                .orElse(false);
    }

    /** The value of what is marked, in the class or, for one that is nested, in one around it. */
    private static @Nullable Object served(ExtensionContext context) {
        List<Object> instances = context.getRequiredTestInstances().getAllInstances();
        for (Object instance : instances.reversed()) {
            List<Member> marked = marked(instance.getClass());
            if (marked.size() > 1) {
                throw new ParameterResolutionException("more than one is marked with @Serve: " + marked);
            }
            if (!marked.isEmpty()) {
                return value(marked.getFirst(), instance);
            }
        }
        throw new ParameterResolutionException(
                "nothing of " + context.getRequiredTestClass().getName()
                        + " is marked with @Serve: mark a field or a method whose value is the handler");
    }

    private static List<Member> marked(Class<?> type) {
        List<Member> marked = new ArrayList<>();
        marked.addAll(AnnotationSupport.findAnnotatedFields(type, Serve.class));
        marked.addAll(AnnotationSupport.findAnnotatedMethods(type, Serve.class, HierarchyTraversalMode.BOTTOM_UP));
        return marked;
    }

    private static @Nullable Object value(Member member, Object instance) {
        Object of = Modifier.isStatic(member.getModifiers()) ? null : instance;
        if (member instanceof Field field) {
            try {
                return ReflectionSupport.tryToReadFieldValue(field, of).get();
            } catch (Exception e) {
                throw new ParameterResolutionException(field + " cannot be read", e);
            }
        }
        return ReflectionSupport.invokeMethod((Method) member, of);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
        if (running != null) {
            for (Throwable failure : running.server.failures()) {
                if (failure != thrown && failure != thrown.getCause()) {
                    thrown.addSuppressed(failure);
                }
            }
        }
        throw thrown;
    }
}
