package dev.weir.attack;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree of RFC 7540 where it is not used: frames about it cost their bytes only. */
class PriorityTreeTest extends Family {
    private static final String ANSWERS = """
        priority tree of many nodes => open
        priority chain => open
        priority cycles, CVE-2019-9513 => open
        storm of exclusive dependencies, CVE-2019-9513 => open
        storm of exclusive dependencies of open streams, CVE-2019-9513 => open
        """;

    static List<Row> rows() {
        return rows(PriorityTrees.all(), ANSWERS);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void priorityTree(Row row) {
        play(row, size(3000, 100_000));
    }
}
