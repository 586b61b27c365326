/** HTTP/2 with a write scheduler of its own. */
module com.example.scheduler {
    requires dev.weir.http2;

    provides dev.weir.http2.spi.WriteSchedulerProvider with
            com.example.scheduler.App;
}
