package dev.weir.corpus.testkit;

import java.util.HexFormat;
import java.util.Random;

/**
 * An input of a corpus.
 *
 * @param what what it is, for the name of a test and for messages
 * @param octets the input itself, at least one octet, not to be changed
 */
public record Input(String what, byte[] octets) {
    /** Takes an input that has something to change. */
    public Input {
        if (octets.length == 0) {
            throw new IllegalArgumentException("no octets: " + what);
        }
    }

    /** What may take the place of an octet that is changed. */
    enum Change {
        /** Half of the time another octet of the same input: what means something in a text stands in it already. */
        TEXT {
            @Override
            void one(byte[] from, byte[] changed, Random random) {
                byte other = random.nextBoolean() ? from[random.nextInt(from.length)] : (byte) random.nextInt(256);
                changed[random.nextInt(changed.length)] = other;
            }
        },
        /** Any octet: lengths and kinds have meanings that no other octet of the input need have. */
        OCTETS {
            @Override
            void one(byte[] from, byte[] changed, Random random) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
        };

        abstract void one(byte[] from, byte[] changed, Random random);
    }

    void run(FuzzTarget target) {
        run(target, octets, "as it is");
    }

    /** Runs a target over copies with one to four octets changed. */
    void runChanged(FuzzTarget target, int times, Random random, Change change) {
        for (int i = 0; i < times; i++) {
            byte[] changed = octets.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                change.one(octets, changed, random);
            }
            run(target, changed, "changed for the " + (i + 1) + ". time");
        }
    }

    private void run(FuzzTarget target, byte[] input, String how) {
        try {
            target.run(input);
        } catch (Exception | Error e) {
            throw new AssertionError(
                    what + ", " + how + ", as octets " + HexFormat.of().formatHex(input) + ": " + e.getMessage(), e);
        }
    }
}
