package dev.weir.conformance.semantics;

import dev.weir.conformance.client.Client;
import dev.weir.conformance.client.Client.Call;
import dev.weir.conformance.client.Client.Cut;
import dev.weir.conformance.client.Client.Reply;
import dev.weir.conformance.semantics.MiddlewareSemanticsTest.Got;
import dev.weir.conformance.semantics.MiddlewareSemanticsTest.Row;
import dev.weir.http.api.Headers;
import dev.weir.http.core.Server;
import dev.weir.http.testkit.MemoryRequest;
import dev.weir.http.testkit.RequestBuilder;
import dev.weir.http.testkit.ResponseRecorder;
import dev.weir.wire.testkit.Answer;
import dev.weir.wire.testkit.Answer.Field;
import dev.weir.wire.testkit.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where the requests of the table are sent. */
sealed interface MiddlewareSite {
    /** The content of requests that have any: more than the application takes. */
    byte[] CONTENT = "more than ten octets".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    Got ask(Row row) throws Exception;

    /** After the last row: nothing may be heard of that was not asked. */
    void close() throws Exception;

    /** A server, started with the first row. */
    final class Served implements MiddlewareSite {
        private final Wiring wiring;
        private final Ends ends = new Ends();
        private Server server;
        private Client client;

        Served(Wiring wiring) {
            this.wiring = wiring;
        }

        @Override
        public Got ask(Row row) throws Exception {
            if (server == null) {
                server = wiring.configure(Server.builder()
                                .address("127.0.0.1:0")
                                .handler(MiddlewareApp.of(ends))
                                .requestListener(ends)
                                .errorLog(Servers.LOG))
                        .build();
                server.start();
                client = wiring.connect(server);
            }
            int length = row.method().equals("POST") ? CONTENT.length : 0;
            try (Call call = client.open(row.method(), row.target(), row.fields(), length)) {
                if (length > 0) {
                    call.write(CONTENT);
                }
                call.end(List.of());
                return got(call);
            }
        }

        private Got got(Call call) throws Exception {
            Reply reply;
            try {
                reply = call.reply();
            } catch (Cut e) {
                return new Got(0, List.of(), new byte[0], false, List.of(), List.of(), ends.next());
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            boolean whole = true;
            try {
                for (byte[] piece = reply.read(); piece != null; piece = reply.read()) {
                    content.writeBytes(piece);
                }
            } catch (Cut e) {
                whole = false;
            }
            return new Got(
                    reply.status(),
                    reply.fields(),
                    content.toByteArray(),
                    whole,
                    whole ? reply.trailers() : List.of(),
                    reply.interims().stream().map(Answer::status).toList(),
                    ends.next());
        }

        @Override
        public void close() throws IOException {
            client.close();
            Servers.awaitNoConnections(server);
            server.close();
            ends.assertNoMore();
        }
    }

    /** The test kit, which has no listener. */
    final class Recorded implements MiddlewareSite {
        @Override
        public Got ask(Row row) {
            List<dev.weir.http.api.RequestEnd> logged = new ArrayList<>();
            RequestBuilder request =
                    MemoryRequest.builder().method(row.method()).target(row.target());
            row.fields().forEach(field -> request.header(field.name(), field.value()));
            if (row.method().equals("POST")) {
                request.content(CONTENT);
            }
            ResponseRecorder w = ResponseRecorder.serve(
                    MiddlewareApp.of(next -> (response, r) -> {
                        response.onEnd(logged::add);
                        next.serve(response, r);
                    }),
                    request.build());
            if (!logged.equals(List.of(w.end()))) {
                throw new AssertionError("the log has " + logged + ", the recorder " + w.end());
            }
            return new Got(
                    w.committed() ? w.status() : 0,
                    w.committed() ? fields(w.headers()) : List.of(),
                    w.contentBytes(),
                    !w.aborted(),
                    fields(w.trailers()),
                    w.interims().stream().map(ResponseRecorder.Interim::status).toList(),
                    w.end());
        }

        private static List<Field> fields(Headers headers) {
            List<Field> fields = new ArrayList<>();
            headers.forEach(field -> fields.add(new Field(field.name(), field.value())));
            return fields;
        }

        @Override
        public void close() {}
    }
}
