package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.weir.conformance.client.Certificates;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.wire.testkit.Servers;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** h2spec in strict mode, all of its generic, HTTP/2 and HPACK cases, with TLS and without. */
class H2SpecTest {
    /** Cases that are wrong by RFC 9113, by section and name, each with its reason. There are none. */
    private static final Map<String, String> WRONG = Map.of();

    private static final int CASES = 146;

    @TestFactory
    List<DynamicTest> withoutTls(@TempDir Path folder) throws Exception {
        return cases(folder, false);
    }

    @TestFactory
    List<DynamicTest> withTls(@TempDir Path folder) throws Exception {
        return cases(folder, true);
    }

    private static List<DynamicTest> cases(Path folder, boolean tls) throws Exception {
        Path binary = H2Spec.binary(folder);
        Assumptions.assumeTrue(binary != null, "there is no h2spec for this system");
        // Reads the request to its end first: who answers before may reset what is left of it, as RFC 9113 8.1 has it.
        ServerBuilder builder = Server.builder()
                .address("127.0.0.1:0")
                .errorLog(Servers.LOG)
                .handler((w, r) -> {
                    r.content().transferTo(OutputStream.nullOutputStream());
                    w.write("enough for a window of one: h2spec wants more than one octet");
                });
        Server server = (tls ? builder.tls(Certificates.server()) : builder).build();
        server.start();
        List<H2Spec.Case> cases;
        try {
            cases = H2Spec.run(binary, server.port(), tls);
        } finally {
            server.close();
        }
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(dynamicTest(
                "all cases were run",
                () -> assertTrue(cases.size() == CASES, "cases: " + cases.size() + " of " + CASES)));
        for (H2Spec.Case one : cases) {
            String name = one.section() + ": " + one.name();
            if (!WRONG.containsKey(name)) {
                tests.add(dynamicTest(name, () -> assertNull(one.failure(), name)));
            }
        }
        return tests;
    }
}
