package dev.weir.bench;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes nginx's configuration for a workload: a worker for each core that it has, no log, and connections that stay. */
final class NginxConfig {
    private static final Pattern VERSION = Pattern.compile("nginx/(\\d+)\\.(\\d+)\\.(\\d+)");
    /** From 1.25.1 on HTTP/2 is a directive, and one port speaks both protocols without TLS. */
    private static final int[] DIRECTIVE = {1, 25, 1};

    private NginxConfig() {}

    /**
     * Whether HTTP/2 is a directive of its own.
     *
     * @param said what {@code nginx -v} says
     */
    static boolean http2IsDirective(String said) {
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            return true;
        }
        for (int i = 0; i < DIRECTIVE.length; i++) {
            int part = Integer.parseInt(version.group(i + 1));
            if (part != DIRECTIVE[i]) {
                return part > DIRECTIVE[i];
            }
        }
        return true;
    }

    /** The configuration. */
    static String of(
            Workload workload, int port, Path folder, Path documents, KeyStoreFile keyStore, boolean directive) {
        String listen = "127.0.0.1:" + port + (workload.tls() ? " ssl" : "")
                + (workload.http2() && !directive ? " http2" : "") + " backlog=1024";
        String tls = !workload.tls() ? "" : """
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols TLSv1.3;
                    ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
                    ssl_ecdh_curve X25519;
            """.formatted(keyStore.certificate(), keyStore.key());
        // Else root's worker would run as the user nobody, which cannot read our files.
        String user = System.getProperty("user.name").equals("root") ? "user root root;\n" : "";
        return user
                + """
                daemon off;
                worker_processes %6$s;
                worker_rlimit_nofile 16384;
                pid %1$s/nginx.pid;
                error_log stderr crit;
                events {
                    worker_connections 16384;
                }
                http {
                    access_log off;
                    default_type text/plain;
                    keepalive_requests 1000000000;
                    keepalive_timeout 3600s;
                    sendfile on;
                    tcp_nodelay on;
                    client_body_temp_path %1$s/client;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    open_file_cache max=16;
                    server {
                        listen %2$s;
                %3$s%4$s        http2_max_concurrent_streams 256;
                        location = /plaintext {
                            return 200 "Hello, World!";
                        }
                        location = /body {
                            root %5$s;
                        }
                        location /bytes/ {
                            root %5$s;
                        }
                %7$s        location /file {
                            root %5$s;
                        }
                        location = /text {
                            root %5$s;
                            gzip on;
                            gzip_types text/plain;
                            gzip_comp_level 4;
                            gzip_vary on;
                        }
                        location = /prose.txt {
                            root %5$s;
                            gzip_static on;
                            gzip_vary on;
                        }
                    }
                }
                """.formatted(
                                folder,
                                listen,
                                workload.http2() && directive ? "        http2 on;\n" : "",
                                tls,
                                documents,
                                workload.allCores() ? "auto" : "1",
                                routes(workload.routes()));
    }

    /** So many places beside the others, each for all paths that begin with its own. */
    private static String routes(int number) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < number; i++) {
            text.append("        location /r").append(i).append("/items/ { return 200 \"Hello, World!\"; }\n");
        }
        return text.toString();
    }
}
