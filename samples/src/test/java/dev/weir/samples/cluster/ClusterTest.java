package dev.weir.samples.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code weir cluster} says when it cannot start: one line each. */
class ClusterTest {
    private static String mistake(List<String> arguments) {
        return assertThrows(ClusterException.class, () -> Cluster.run(arguments))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--instances 0 | --instances: not a number from 1 to 20: 0",
                "--instances 21 | --instances: not a number from 1 to 20: 21",
                "--instances | --instances: not a number from 1 to 20:",
                "--port 0 | --port: not a number from 1 to 65535: 0",
                "--port http | --port: not a number from 1 to 65535: http",
                "--workers 3 | unknown option --workers (see weir cluster --help)",
                "three | unknown option three (see weir cluster --help)"
            })
    void mistakes(String line, String message) {
        assertEquals(message, mistake(List.of(line.split(" "))).strip());
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/haproxy")), "haproxy is not installed");
        try (ServerSocket taken = new ServerSocket(0)) {
            String said = mistake(List.of("--port", "" + taken.getLocalPort()));
            assertTrue(said.startsWith("cannot listen on port " + taken.getLocalPort() + ": "), said);
        }
    }
}
