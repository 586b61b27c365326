package dev.weir.conformance.house;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public top-level types of the packages that java.base exports, as the running JDK has them. */
final class PlatformTypes {
    private PlatformTypes() {}

    /** Returns the full names by simple names. */
    static Map<String, String> ofJavaBase() {
        ModuleReference base = ModuleFinder.ofSystem().find("java.base").orElseThrow();
        Set<String> exported = base.descriptor().exports().stream()
                .filter(e -> !e.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        Map<String, String> types = new TreeMap<>();
        try (ModuleReader reader = base.open();
                Stream<String> resources = reader.list()) {
            resources
                    .filter(r -> r.endsWith(".class") && r.contains("/") && !r.contains("$"))
                    .map(r -> r.substring(0, r.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> exported.contains(name.substring(0, name.lastIndexOf('.'))))
                    .filter(PlatformTypes::isPublic)
                    .forEach(name -> types.put(name.substring(name.lastIndexOf('.') + 1), name));
        } catch (IOException e) {
            throw new AssertionError("java.base cannot be read", e);
        }
        return types;
    }

    private static boolean isPublic(String name) {
        try {
            return Modifier.isPublic(Class.forName(name, false, null).getModifiers());
        } catch (ClassNotFoundException e) {
            throw new AssertionError("listed in java.base, and not there: " + name, e);
        }
    }
}
