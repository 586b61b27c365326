package dev.weir.bench.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The answers from Jetty's core, without servlets, each request's handler on a virtual thread, where it may block. */
final class JettyPlaintext {
    private static final int BACKLOG = 1024;
    private static final int STREAMS = 1024;
    /** The selectors and acceptors alone need platform threads. */
    private static final int THREADS = 16;

    private JettyPlaintext() {}

    public static void main(String[] args) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, factories());
        connector.setHost("127.0.0.1");
        connector.setPort(Life.port(args));
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.setHandler(new Answers());
        server.start();
        Life.listening(connector.getLocalPort());
    }

    private static ConnectionFactory[] factories() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendDateHeader(true);
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        if (!Tls.wanted()) {
            return new ConnectionFactory[] {http1, unlimited(new HTTP2CServerConnectionFactory(http))};
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(Tls.context());
        tls.setIncludeProtocols(Tls.VERSION);
        tls.setIncludeCipherSuites(Tls.SUITE);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        List<ConnectionFactory> all = new ArrayList<>();
        all.add(new SslConnectionFactory(tls, alpn.getProtocol()));
        all.add(alpn);
        all.add(unlimited(new HTTP2ServerConnectionFactory(http)));
        all.add(http1);
        return all.toArray(ConnectionFactory[]::new);
    }

    /** Its limit of events a second is against abuse, and what the load generator does would look like that. */
    private static ConnectionFactory unlimited(AbstractHTTP2ServerConnectionFactory http2) {
        http2.setRateControlFactory(new RateControl.Factory() {});
        http2.setMaxConcurrentStreams(STREAMS);
        return http2;
    }

    private static final class Answers extends Handler.Abstract {
        private static final ByteBuffer CONTENT = direct(Life.CONTENT.getBytes(StandardCharsets.US_ASCII));
        private static final ByteBuffer BODY = direct(Life.body());

        private static ByteBuffer direct(byte[] content) {
            return ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws InterruptedException {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
            switch (Request.getPathInContext(request)) {
                case Life.PATH -> send(response, CONTENT, callback);
                case Life.SLEEP_PATH -> {
                    Thread.sleep(Life.SLEEP_MILLIS);
                    send(response, CONTENT, callback);
                }
                case Life.BODY_PATH -> send(response, BODY, callback);
                case Life.ECHO_PATH -> {
                    if (request.getLength() >= 0) {
                        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, request.getLength());
                    }
                    Content.copy(request, response, callback);
                }
                default -> Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
            return true;
        }

        private static void send(Response response, ByteBuffer content, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
            response.write(true, content.duplicate(), callback);
        }
    }
}
