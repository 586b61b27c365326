package dev.weir.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each module requires what its code needs and nothing more, and hands on what its API shows: {@code jdeps --check}. */
class DescriptorsTest {
    static Stream<String> modules() {
        // What is for JUnit hands on what tests are written with, though no signature shows it; the others are what
        // programs are made of.
        return ApiBaselineTest.modules()
                .filter(name -> !List.of("dev.weir.tls.testkit", "dev.weir.http.testkit.junit")
                        .contains(name));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void isWhatTheCodeNeeds(String module) {
        StringWriter said = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "--module-path",
                        System.getProperty("jdk.module.path"),
                        "--multi-release",
                        "25",
                        "--check",
                        module);
        TreeSet<String> descriptor = new TreeSet<>();
        TreeSet<String> needed = new TreeSet<>();
        TreeSet<String> section = new TreeSet<>();
        for (String line : said.toString().lines().map(String::strip).toList()) {
            if (line.startsWith("[")) {
                section = line.startsWith("[Module descriptor]")
                        ? descriptor
                        : line.startsWith("[Transitive reduced graph") ? needed : new TreeSet<>();
            } else if (line.startsWith("requires ")) {
                int version = line.indexOf(" (@");
                String required = version < 0 ? line.substring(0, line.length() - 1) : line.substring(0, version);
                // jdeps sees a use, not whether it is for the compiler alone.
                section.add(required.replace("requires static ", "requires "));
            }
        }
        assertFalse(descriptor.isEmpty(), said::toString);
        assertEquals(needed, descriptor, said::toString);
    }
}
