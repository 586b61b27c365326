package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users can see of each module is what its file in {@code api/} says: public API is forever, so a change of it is
 * made on purpose. {@code mvn verify -Dtest.args=-Dweir.api.write=true} writes the files anew, for a reviewer to look at.
 */
class ApiBaselineTest {
    private static final Path FILES = Path.of(System.getProperty("weir.root"), "api");

    static Stream<String> modules() {
        return ModuleLayer.boot().modules().stream()
                .map(Module::getName)
                .filter(name -> name.startsWith("dev.weir."))
                .filter(name -> !List.of("dev.weir.conformance", "dev.weir.samples", "dev.weir.wire.testkit")
                        .contains(name))
                .sorted();
    }

    @Test
    void everyFileHasItsModule() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            assertEquals(
                    modules().map(name -> name + ".txt").sorted().toList(),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void nothingHasChangedUnawares(String name) throws Exception {
        List<String> lines = describe(name);
        Path file = FILES.resolve(name + ".txt");
        if (Boolean.getBoolean("weir.api.write")) {
            Files.write(file, lines);
        }
        assertTrue(Files.exists(file), () -> "there is no " + file);
        List<String> before = Files.readAllLines(file);
        List<String> gone = new ArrayList<>(before);
        gone.removeAll(lines);
        List<String> fresh = new ArrayList<>(lines);
        fresh.removeAll(before);
        assertTrue(
                gone.isEmpty() && fresh.isEmpty(),
                () -> "the API of " + name + " is another; gone:\n  "
                        + String.join("\n  ", gone) + "\nnew:\n  " + String.join("\n  ", fresh)
                        + "\n"
                        + "if that is meant, run the tests with -Dtest.args=-Dweir.api.write=true and commit what"
                        + " changes");
    }

    private static List<String> describe(String name) throws Exception {
        Module module = ModuleLayer.boot().findModule(name).orElseThrow();
        ResolvedModule resolved =
                ModuleLayer.boot().configuration().findModule(name).orElseThrow();
        TreeSet<String> lines = new TreeSet<>();
        try (ModuleReader reader = resolved.reference().open();
                Stream<String> all = reader.list()) {
            for (String resource : all.filter(r -> r.endsWith(".class")).toList()) {
                String type = resource.substring(0, resource.length() - 6).replace('/', '.');
                int dot = type.lastIndexOf('.');
                if (dot > 0 && module.isExported(type.substring(0, dot)) && !type.endsWith("package-info")) {
                    describe(Class.forName(module, type), lines);
                }
            }
        }
        return List.copyOf(lines);
    }

    private static void describe(Class<?> type, TreeSet<String> lines) {
        if (!visible(type)) {
            return;
        }
        String name = type.getTypeName();
        lines.add(name + ": " + type.toGenericString() + parents(type));
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            add(lines, name, constructor.getModifiers(), constructor.toGenericString(), constructor.isSynthetic());
        }
        for (Method method : type.getDeclaredMethods()) {
            add(lines, name, method.getModifiers(), method.toGenericString(), method.isSynthetic());
        }
        for (Field field : type.getDeclaredFields()) {
            add(lines, name, field.getModifiers(), field.toGenericString(), field.isSynthetic());
        }
    }

    private static void add(TreeSet<String> lines, String type, int modifiers, String text, boolean synthetic) {
        if (!synthetic && (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers))) {
            lines.add(type + ": " + text);
        }
    }

    private static boolean visible(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (c.isAnonymousClass()
                    || c.isLocalClass()
                    || !Modifier.isPublic(c.getModifiers()) && !Modifier.isProtected(c.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static String parents(Class<?> type) {
        String above = type.getGenericSuperclass() == null
                ? ""
                : " extends " + type.getGenericSuperclass().getTypeName();
        return above
                + (type.getGenericInterfaces().length == 0
                        ? ""
                        : " implements "
                                + String.join(
                                        ", ",
                                        Arrays.stream(type.getGenericInterfaces())
                                                .map(Object::toString)
                                                .toList()));
    }
}
