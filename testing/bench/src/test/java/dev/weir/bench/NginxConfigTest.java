package dev.weir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx's configuration, which says HTTP/2 in two ways. */
class NginxConfigTest {
    @ParameterizedTest
    @CsvSource({
        "nginx version: nginx/1.22.1, false",
        "nginx version: nginx/1.25.0, false",
        "nginx version: nginx/1.25.1, true",
        "nginx version: nginx/1.30.0, true",
        "nginx version: nginx/2.0.0, true",
        "nginx version: other, true"
    })
    void knowsTheDirective(String said, boolean directive) {
        assertEquals(directive, NginxConfig.http2IsDirective(said));
    }

    @ParameterizedTest
    @CsvSource({
        "H1_64, true, 'listen 127.0.0.1:8080 backlog=1024;', 'location = /body'",
        "H2C_8X100, true, 'listen 127.0.0.1:8080 backlog=1024;', 'http2 on;'",
        "H2C_8X100, false, 'listen 127.0.0.1:8080 http2 backlog=1024;', 'return 200 \"Hello, World!\";'",
        "H1_64, true, 'listen 127.0.0.1:8080 backlog=1024;', 'worker_processes 1;'",
        "H1_64_TWO_CORES, true, 'listen 127.0.0.1:8080 backlog=1024;', 'worker_processes auto;'",
        "SCALE_ROUTES_1000, true, 'listen 127.0.0.1:8080 backlog=1024;', 'location /r999/items/ {'",
        "FILE_4K_H1, true, 'listen 127.0.0.1:8080 backlog=1024;', 'open_file_cache max=16;'",
        "GZIP_16K, true, 'listen 127.0.0.1:8080 backlog=1024;', 'gzip on;'",
        "SIDECAR_H1, true, 'listen 127.0.0.1:8080 backlog=1024;', 'gzip_static on;'",
        "TLS_H2, false, 'listen 127.0.0.1:8080 ssl http2 backlog=1024;', 'ssl_protocols TLSv1.3;'"
    })
    void saysWhatTheWorkloadNeeds(
            Workload workload, boolean directive, String listen, String other, @TempDir Path folder) throws Exception {
        KeyStoreFile keyStore = new KeyStoreFile(folder);
        String text = NginxConfig.of(workload, 8080, folder, folder, keyStore, directive);
        assertTrue(text.contains(listen), text);
        assertTrue(text.contains(other), text);
        assertEquals(workload.tls(), text.contains(keyStore.certificate().toString()), text);
    }

    @Test
    void aKeyOfRsaIsAnother(@TempDir Path folder) throws Exception {
        KeyStoreFile curve = new KeyStoreFile(folder);
        KeyStoreFile rsa = KeyStoreFile.rsa(folder);
        assertNotEquals(curve.key(), rsa.key());
        assertTrue(Files.size(rsa.key()) > 4 * Files.size(curve.key()));
    }

    @Test
    void wrapsPem() {
        String pem = KeyStoreFile.pem("X", new byte[49]);
        assertEquals("-----BEGIN X-----\n" + "A".repeat(64) + "\nAA==\n-----END X-----\n", pem);
    }
}
