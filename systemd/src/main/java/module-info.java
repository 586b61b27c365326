/**
 * What systemd gives a service, and wants to hear from it: a socket that listens already ({@code LISTEN_FDS}), and word that it is
 * ready ({@code Type=notify}). Of use on Linux, through the system's C library; elsewhere it does nothing. Start the
 * program with {@code --enable-native-access=dev.weir.systemd}.
 */
module dev.weir.systemd {
    requires static org.jspecify;

    exports dev.weir.systemd;
}
