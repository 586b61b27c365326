package dev.weir.http.api.internal;

/**
 * The signatures of {@code ContentSniffer} that are more than a few fixed bytes. All look at {@code b} from {@code off}
 * to {@code end} and no further, whatever lengths the content claims.
 */
public final class BinarySignatures {
    /** Bits a second of MPEG-1 layer 3, by the index in the header. */
    private static final int[] MPEG1_RATES = {
        0, 32_000, 40_000, 48_000, 56_000, 64_000, 80_000, 96_000, 112_000, 128_000, 160_000, 192_000, 224_000, 256_000,
        320_000,
    };

    /** Bits a second of MPEG-2 and 2.5 layer 3, by the index in the header. */
    private static final int[] MPEG2_RATES = {
        0, 8_000, 16_000, 24_000, 32_000, 40_000, 48_000, 56_000, 64_000, 80_000, 96_000, 112_000, 128_000, 144_000,
        160_000,
    };

    private static final int[] SAMPLES_A_SECOND = {44_100, 48_000, 32_000};

    private BinarySignatures() {}

    /** MIME Sniffing section 6.2.1: an {@code ftyp} box that names a brand beginning with {@code mp4}. */
    public static boolean isMp4(byte[] b, int off, int end) {
        int length = end - off;
        if (length < 12) {
            return false;
        }
        int box = (b[off] & 0xff) << 24 | (b[off + 1] & 0xff) << 16 | (b[off + 2] & 0xff) << 8 | b[off + 3] & 0xff;
        if (box < 12 || box > length || box % 4 != 0 || !at(b, off + 4, 'f', 't', 'y') || b[off + 7] != 'p') {
            return false;
        }
        if (at(b, off + 8, 'm', 'p', '4')) {
            return true;
        }
        // Bytes 12 to 15 are the version; the compatible brands follow.
        for (int brand = 16; brand < box; brand += 4) {
            if (at(b, off + brand, 'm', 'p', '4')) {
                return true;
            }
        }
        return false;
    }

    /** MIME Sniffing section 6.2.2: an EBML head whose document type is {@code webm}. */
    public static boolean isWebm(byte[] b, int off, int end) {
        for (int i = off + 4; i < Math.min(end, off + 38) - 1; i++) {
            if (b[i] != 0x42 || (b[i + 1] & 0xff) != 0x82) {
                continue;
            }
            int value = i + 2;
            if (value >= end) {
                return false;
            }
            // The leading zeros of a number's first byte say how many bytes it has.
            value += Math.min(8, Integer.numberOfLeadingZeros(b[value] & 0xff) - 23);
            while (value < end && b[value] == 0) {
                value++;
            }
            return end - value >= 4 && at(b, value, 'w', 'e', 'b') && b[value + 3] == 'm';
        }
        return false;
    }

    /** MIME Sniffing section 6.2.3: two MPEG audio frames in a row, layer 3, without an ID3 tag before them. */
    public static boolean isMp3(byte[] b, int off, int end) {
        if (!isMp3Frame(b, off, end)) {
            return false;
        }
        int version = b[off + 1] >> 3 & 3;
        boolean mpeg1 = version == 3;
        int third = b[off + 2] & 0xff;
        int bits = (mpeg1 ? MPEG1_RATES : MPEG2_RATES)[third >> 4];
        // MPEG-2 samples at half the rate, MPEG-2.5 at a quarter.
        int samples = SAMPLES_A_SECOND[third >> 2 & 3] >> (mpeg1 ? 0 : version == 2 ? 1 : 2);
        int frame = bits * (mpeg1 ? 144 : 72) / samples + (third >> 1 & 1);
        return frame >= 4 && frame < end - off && isMp3Frame(b, off + frame, end);
    }

    private static boolean isMp3Frame(byte[] b, int off, int end) {
        if (end - off < 4 || (b[off] & 0xff) != 0xff || (b[off + 1] & 0xe0) != 0xe0) {
            return false;
        }
        boolean layer3 = (b[off + 1] & 0x06) == 0x02 && (b[off + 1] & 0x18) != 0x08;
        int third = b[off + 2] & 0xff;
        return layer3 && third >> 4 != 15 && (third >> 2 & 3) != 3;
    }

    /**
     * Embedded OpenType: {@code LP} at byte 34. Text may have that too, so one of the three versions that were ever
     * made must stand at byte 8 as well.
     */
    public static boolean isEmbeddedOpenType(byte[] b, int off, int end) {
        if (end - off < 36 || b[off + 34] != 'L' || b[off + 35] != 'P' || b[off + 9] != 0 || b[off + 11] != 0) {
            return false;
        }
        return b[off + 10] == 1 && b[off + 8] == 0 || b[off + 10] == 2 && (b[off + 8] == 1 || b[off + 8] == 2);
    }

    private static boolean at(byte[] b, int i, char first, char second, char third) {
        return b[i] == first && b[i + 1] == second && b[i + 2] == third;
    }
}
