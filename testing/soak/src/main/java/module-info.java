/** The soak: good and bad clients of a server in a process of its own; the program behind {@code ./weir soak}. */
module dev.weir.soak {
    requires dev.weir.attack;
    requires java.net.http;
}
