package dev.weir.attack;

import dev.weir.http2.config.Http2Config;
import org.junit.jupiter.api.Test;

/** A server that lets its clients have no table to compress with: what they must say, and what they must not use. */
class HpackLoweredTableTest extends Family {
    @Override
    Http2Config http2() {
        return Http2Config.builder().headerTableSize(0).encoderTableSize(4096).build();
    }

    @Test
    void missingSizeUpdateAfterALoweredSetting() {
        play(
                new Row(
                        HpackAttacks.missingSizeUpdate(),
                        "GOAWAY 1 COMPRESSION_ERROR (the block does not"
                                + " begin with the table size update that the lowered setting asks for); closed"),
                1);
    }

    @Test
    void sizeUpdateOverTheLoweredLimit() {
        play(
                new Row(
                        HpackAttacks.thrash(),
                        "GOAWAY 1 COMPRESSION_ERROR (a table size update is above the setting);" + " closed"),
                1);
    }
}
