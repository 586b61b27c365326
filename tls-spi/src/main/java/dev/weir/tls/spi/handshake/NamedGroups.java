package dev.weir.tls.spi.handshake;

/** The names of key exchange groups in IANA's registry of TLS supported groups. Stateless. */
public final class NamedGroups {
    private NamedGroups() {}

    /** Returns the number of a curve that certificates' keys use; -1 for another name. */
    public static int curve(String name) {
        return switch (name) {
            case "secp256r1" -> 23;
            case "secp384r1" -> 24;
            case "secp521r1" -> 25;
            default -> -1;
        };
    }

    /** Returns the name of a group, or a text with its number if it is not known. */
    public static String of(int code) {
        return switch (code) {
            case 23 -> "secp256r1";
            case 24 -> "secp384r1";
            case 25 -> "secp521r1";
            case 29 -> "x25519";
            case 30 -> "x448";
            case 256 -> "ffdhe2048";
            case 257 -> "ffdhe3072";
            case 258 -> "ffdhe4096";
            case 259 -> "ffdhe6144";
            case 260 -> "ffdhe8192";
            case 512 -> "MLKEM512";
            case 513 -> "MLKEM768";
            case 514 -> "MLKEM1024";
            case 4587 -> "SecP256r1MLKEM768";
            case 4588 -> "X25519MLKEM768";
            case 4589 -> "SecP384r1MLKEM1024";
            default -> "group " + code;
        };
    }
}
