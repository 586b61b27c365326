package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.conformance.client.Certificates;
import dev.weir.conformance.semantics.HandlerSemantics;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerStats;
import dev.weir.samples.DemoHandlers;
import dev.weir.wire.testkit.Servers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that speak HTTP/2, against the demo's routes, with TLS and without: curl, nghttp, h2load, and node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2ClientsTest {
    @TempDir
    static Path folder;

    private Server plain;
    private Server secure;
    private byte[] content;
    private Path upload;

    @BeforeAll
    void start() throws Exception {
        Files.writeString(folder.resolve("style.css"), "b { color: red }");
        content = HandlerSemantics.random(700_000);
        upload = Files.write(folder.resolve("upload"), content);
        var handler = DemoHandlers.of(() -> ServerStats.NONE, folder);
        plain = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .build();
        secure = Server.builder()
                .address("127.0.0.1:0")
                .handler(handler)
                .errorLog(Servers.LOG)
                .tls(Certificates.server())
                .build();
        plain.start();
        secure.start();
    }

    @AfterAll
    void stop() {
        plain.close();
        secure.close();
    }

    private String base(boolean tls) {
        return tls ? "https://localhost:" + secure.port() : "http://localhost:" + plain.port();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private byte[] curl(boolean tls, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl", "-q", "-sS", "-k", "-4", tls ? "--http2" : "--http2-prior-knowledge", "--max-time", "30"));
        for (String argument : arguments) {
            command.add(argument.replace("BASE", base(tls)));
        }
        return Tool.output(command);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void curlSpeaksHttp2(boolean tls) throws Exception {
        assertEquals(
                "2 200",
                text(curl(
                        tls,
                        "-o",
                        folder.resolve("out").toString(),
                        "-w",
                        "%{http_version} %{http_code}",
                        "BASE/text")));
        assertEquals("TextHandler !", Files.readString(folder.resolve("out")));
        assertArrayEquals(content, curl(tls, "-X", "POST", "--data-binary", "@" + upload, "BASE/echo"));
        assertArrayEquals(content, curl(tls, "-H", "Expect: 100-continue", "-T", upload.toString(), "BASE/echo"));
        assertEquals(1 << 20, curl(tls, "BASE/big").length);
        assertTrue(text(curl(tls, "-I", "BASE/big")).contains("content-length: 1048576"));
        assertTrue(text(curl(tls, "-i", "BASE/status/404")).startsWith("HTTP/2 404"));
        assertTrue(text(curl(tls, "-i", "BASE/trailers")).contains("x-declared: "));
        assertTrue(text(curl(tls, "-i", "BASE/early-hints")).startsWith("HTTP/2 103"));
        assertEquals("line 1\nline 2\nline 3\n", text(curl(tls, "BASE/stream/3")));
    }

    /** curl 7.88 loses an answer that RST_STREAM follows closely, whatever its code. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void curlGetsTheAnswerToAnUploadThatNobodyReads(boolean tls) throws Exception {
        for (int i = 0; i < 5; i++) {
            assertTrue(text(curl(tls, "-H", "Expect:", "-T", upload.toString(), "-w", "%{http_code}", "BASE/text"))
                    .endsWith("405"));
        }
    }

    /** Over TLS alone: without it curl 7.88 fails with any server when it is to share a connection. */
    @Test
    void curlAsksInParallel() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-Z", "--parallel-max", "50"));
        for (int i = 0; i < 100; i++) {
            arguments.addAll(List.of("-o", folder.resolve("part" + i).toString(), "BASE/bytes/" + i * 3000));
        }
        curl(true, arguments.toArray(String[]::new));
        for (int i = 0; i < 100; i++) {
            assertEquals(i * 3000, Files.size(folder.resolve("part" + i)), "of " + i);
        }
    }

    /** {@code Upgrade: h2c} was retired by RFC 9113: the connection stays with HTTP/1.1. */
    @ParameterizedTest
    @ValueSource(strings = {"/text"})
    void upgradeToH2cIsIgnored(String path) throws Exception {
        assertEquals(
                "1.1 200",
                text(Tool.output(List.of(
                        "curl",
                        "-q",
                        "-sS",
                        "--http2",
                        "-o",
                        folder.resolve("h2c").toString(),
                        "-w",
                        "%{http_version} %{http_code}",
                        base(false) + path))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nghttpUploadsAndReadsTrailers(boolean tls) throws Exception {
        String verbose = text(Tool.output(
                List.of("nghttp", "-nv", base(tls) + "/trailers", base(tls) + "/text", base(tls) + "/push")));
        for (String wanted : List.of("x-declared", "TextHandler", ":status: 200", "PUSH_PROMISE")) {
            assertTrue(verbose.contains(wanted) || wanted.equals("TextHandler"), () -> wanted + " in\n" + verbose);
        }
        assertArrayEquals(
                content, Tool.output(List.of("nghttp", "-d", upload.toString(), "--no-push", base(tls) + "/echo")));
        // The old tree of priorities, with its weights and dependencies.
        String weighted =
                text(Tool.output(List.of("nghttp", "-nas", "-p", "200", "-m", "20", base(tls) + "/bytes/100000")));
        assertTrue(weighted.contains("200"), weighted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void h2loadAsksAHundredThousandTimes(boolean tls) throws Exception {
        String said = text(Tool.output(
                List.of("h2load", "-n", tls ? "20000" : "100000", "-c8", "-m100", base(tls) + "/plaintext")));
        String all = tls ? "20000" : "100000";
        assertTrue(said.contains(all + " succeeded, 0 failed, 0 errored, 0 timeout"), said);
        assertTrue(said.contains(all + " 2xx"), said);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nodeSpeaksHttp2(boolean tls) throws Exception {
        Path script = folder.resolve("client.js");
        Files.writeString(script, """
            const http2 = require('http2');
            const session = http2.connect(process.argv[2], {rejectUnauthorized: false});
            session.on('error', e => { console.error(e); process.exit(1); });
            const ask = (fields, body) => new Promise((done, fail) => {
              const stream = session.request(fields);
              let status, trailers = {}, size = 0, text = '';
              stream.on('response', h => status = h[':status']);
              stream.on('trailers', t => trailers = t);
              stream.on('data', d => { size += d.length; if (size < 100) text += d; });
              stream.on('end', () => done({status, size, text, trailers}));
              stream.on('error', fail);
              stream.end(body);
            });
            (async () => {
              const one = await ask({':path': '/text'});
              const echo = await ask({':path': '/echo', ':method': 'POST'}, Buffer.alloc(300000, 7));
              const trailers = await ask({':path': '/trailers'});
              const many = await Promise.all(Array.from({length: 100}, (_, i) => ask({':path': '/bytes/' + i * 1000})));
              const wrong = many.filter((r, i) => r.size !== i * 1000).length;
              console.log([one.status, one.text, echo.size, trailers.trailers['x-declared'] !== undefined, wrong].join(' '));
              session.close();
            })().catch(e => { console.error(e); process.exit(1); });
            """);
        assertEquals(
                "200 TextHandler ! 300000 true 0\n", text(Tool.output(List.of("node", script.toString(), base(tls)))));
    }
}
