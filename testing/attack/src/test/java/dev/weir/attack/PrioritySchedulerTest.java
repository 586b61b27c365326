package dev.weir.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.http2.config.Abuse;
import dev.weir.http2.config.AbuseLimits;
import dev.weir.http2.config.Http2Config;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tree of RFC 7540 where a scheduler reads it (CVE-2019-9513), on a server that counts no frame against it, so that
 * nothing but the tree itself bounds what it holds and does: the work is linear in what is said.
 */
class PrioritySchedulerTest extends Family {
    private static final AbuseLimits UNCOUNTED =
            AbuseLimits.DEFAULT.with(Abuse.PRIORITY, new AbuseLimits.Rate(Integer.MAX_VALUE, Integer.MAX_VALUE));

    @Override
    Http2Config http2() {
        return Http2Config.builder().scheduler("priority").abuse(UNCOUNTED).build();
    }

    static List<Http2Attack> trees() {
        return PriorityTrees.all();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void tree(Http2Attack attack) throws IOException {
        Observed seen = attack.observe(dial(), size(20_000, 100_000));
        assertEquals("open", seen.toString(), seen::transcript);
    }
}
