package dev.weir.conformance.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.conformance.client.Certificates;
import dev.weir.conformance.semantics.HandlerSemantics;
import dev.weir.http.core.Server;
import dev.weir.http.core.ServerBuilder;
import dev.weir.samples.GrpcEcho;
import dev.weir.wire.testkit.Servers;
import dev.weir.wire.testkit.Wire;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** grpc-java's client against a plain handler, with TLS and without. */
class GrpcTest {
    private static final MethodDescriptor.Marshaller<byte[]> OCTETS = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final MethodDescriptor<byte[], byte[]> UNARY = MethodDescriptor.newBuilder(OCTETS, OCTETS)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("weir.Echo/Unary")
            .build();
    private static final MethodDescriptor<byte[], byte[]> CHAT = MethodDescriptor.newBuilder(OCTETS, OCTETS)
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName("weir.Echo/Chat")
            .build();
    private static final MethodDescriptor<byte[], byte[]> UNKNOWN = MethodDescriptor.newBuilder(OCTETS, OCTETS)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("weir.Echo/Unknown")
            .build();

    private static final class Fixture implements AutoCloseable {
        final Server server;
        final ManagedChannel channel;

        Fixture(boolean secure) throws Exception {
            ServerBuilder builder = Server.builder()
                    .address("127.0.0.1:0")
                    .handler(new GrpcEcho())
                    .errorLog(Servers.LOG);
            server = (secure ? builder.tls(Certificates.server()) : builder).build();
            server.start();
            NettyChannelBuilder made =
                    NettyChannelBuilder.forAddress("localhost", server.port()).maxInboundMessageSize(64 << 20);
            channel = (secure
                            ? made.sslContext(GrpcSslContexts.forClient()
                                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                    .build())
                            : made.usePlaintext())
                    .build();
        }

        byte[] unary(byte[] message) {
            return ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, message);
        }

        @Override
        public void close() {
            channel.shutdownNow();
            server.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unary(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            for (int i = 0; i < 200; i++) {
                byte[] message = bytes("message " + i);
                assertArrayEquals(message, f.unary(message));
            }
            byte[] large = HandlerSemantics.random(5_000_000);
            assertArrayEquals(large, f.unary(large));
            assertEquals(0, f.unary(new byte[0]).length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statuses(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            StatusRuntimeException failed =
                    assertThrows(StatusRuntimeException.class, () -> f.unary(bytes("fail 100 % s\u00fc\u00df")));
            assertEquals(Status.Code.INVALID_ARGUMENT, failed.getStatus().getCode());
            assertEquals("100 % s\u00fc\u00df", failed.getStatus().getDescription());
            StatusRuntimeException unknown = assertThrows(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(f.channel, UNKNOWN, CallOptions.DEFAULT, new byte[1]));
            assertEquals(Status.Code.UNIMPLEMENTED, unknown.getStatus().getCode());
        }
    }

    /** What a call gets, in its order. */
    private static final class Received implements StreamObserver<byte[]> {
        final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

        @Override
        public void onNext(byte[] value) {
            events.add(new String(value, StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable t) {
            events.add(Status.fromThrowable(t).getCode());
        }

        @Override
        public void onCompleted() {
            events.add("completed");
        }

        Object next() throws InterruptedException {
            Object event = events.poll(Wire.SAFETY_MILLIS, TimeUnit.MILLISECONDS);
            return event == null ? "nothing came" : event;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothWaysAtOnce(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            List<Received> all = new ArrayList<>();
            List<StreamObserver<byte[]>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Received received = new Received();
                all.add(received);
                calls.add(ClientCalls.asyncBidiStreamingCall(f.channel.newCall(CHAT, CallOptions.DEFAULT), received));
            }
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < calls.size(); i++) {
                    calls.get(i).onNext(bytes(i + " in round " + round));
                }
                for (int i = 0; i < calls.size(); i++) {
                    assertEquals(i + " in round " + round, all.get(i).next());
                }
            }
            calls.forEach(StreamObserver::onCompleted);
            for (Received received : all) {
                assertEquals("completed", received.next());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancellationAndDeadlineReachTheHandler(boolean secure) throws Exception {
        try (Fixture f = new Fixture(secure)) {
            Received cancelled = new Received();
            StreamObserver<byte[]> call =
                    ClientCalls.asyncBidiStreamingCall(f.channel.newCall(CHAT, CallOptions.DEFAULT), cancelled);
            call.onNext(bytes("x"));
            assertEquals("x", cancelled.next());
            call.onError(Status.CANCELLED.asRuntimeException());
            assertEquals(Status.Code.CANCELLED, cancelled.next());

            Received late = new Received();
            ClientCalls.asyncBidiStreamingCall(
                    f.channel.newCall(CHAT, CallOptions.DEFAULT.withDeadlineAfter(Duration.ofMillis(100))), late);
            assertEquals(Status.Code.DEADLINE_EXCEEDED, late.next());
            Servers.await(() -> f.server.stats().runningHandlers() == 0, () -> "handlers run on: " + f.server.stats());
            assertEquals("alive", new String(f.unary(bytes("alive")), StandardCharsets.UTF_8));
        }
    }
}
