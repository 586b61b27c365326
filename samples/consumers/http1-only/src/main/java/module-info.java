/** HTTP/1.1 and nothing else: no router, no HTTP/2, no files. */
module com.example.http1only {
    requires dev.weir.http.core;
    requires dev.weir.http1;
}
