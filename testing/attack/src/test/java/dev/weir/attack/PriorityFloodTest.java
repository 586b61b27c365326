package dev.weir.attack;

import dev.weir.http2.config.Http2Config;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CVE-2019-9513 where a scheduler reads the tree of RFC 7540, with the limits that there are by default. */
class PriorityFloodTest extends Family {
    @Override
    Http2Config http2() {
        return Http2Config.builder().scheduler("priority").build();
    }

    static List<Row> floods() {
        String answer = "GOAWAY max NO_ERROR (too much of PRIORITY);"
                + " GOAWAY # ENHANCE_YOUR_CALM (too much of PRIORITY); closed";
        return PriorityTrees.all().stream()
                .map(attack -> new Row(attack, answer))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("floods")
    void priorityFloodCve20199513(Row row) {
        play(row, size(3000, 20_000));
    }
}
