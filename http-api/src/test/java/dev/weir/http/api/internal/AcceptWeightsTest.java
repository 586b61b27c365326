package dev.weir.http.api.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a list of weights says of a name. */
class AcceptWeightsTest {
    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "a/b                            ! 1000",
                "A/B                            ! 1000",
                "\ta/b\t                        ! 1000",
                "a/bc                           ! -1",
                "*/*                            ! -1",
                "a/*                            ! -1",
                "a/b;q=0                        ! 0",
                "a/b;q=0.5                      ! 500",
                "a/b ; q=0.25                   ! 250",
                "a/b;Q=0.125                    ! 125",
                "a/b;q=0.001                    ! 1",
                "a/b;q=1.000                    ! 1000",
                "a/b;q=1.                       ! 1000",
                "a/b;q=0.                       ! 0",
                "c/d, a/b;q=0.3                 ! 300",
                ",, a/b;q=0.3,,                 ! 300",
                "a/b;q=0.3, a/b;q=0.9           ! 300",
                // what is malformed is not there
                "a/b;q=                         ! -1",
                "a/b;q=2                        ! -1",
                "a/b;q=1.001                    ! -1",
                "a/b;q=0.1234                   ! -1",
                "a/b;q=.5                       ! -1",
                "a/b;q=-1                       ! -1",
                "a/b;q=0,5                      ! 0",
                "a/b;q=half                     ! -1",
                "a/b;q=2, a/b;q=0.1             ! 100",
                "a / b                          ! -1",
                // parameters: those of the type come before the weight
                "a/b;level=1                    ! 1000",
                "a/b;level=1;q=0.4              ! 400",
                "a/b;q=0.4;level=1              ! 400",
                "a/b;level=1, a/b;q=0.3         ! 300",
                "a/b;q=0.3, a/b;level=1         ! 300",
                "a/b;level=1;q=0.2, a/b;level=2 ! 200",
                "a/b;                           ! 1000",
                "a/b;;q=0.7                     ! 700",
                "a/b;qs=0.7                     ! 1000",
                "a/b;q                          ! 1000",
                // quotes hold separators
                "a/b;x=\",\";q=0.6              ! 600",
                "a/b;x=\";q=0.1\";q=0.6         ! 600",
                "a/b;x=\"\\\",c/d;q=0.6\"       ! 1000",
                "c/d;x=\", a/b\"                ! -1",
                "a/b;x=\"open, a/b;q=0.1        ! 1000",
            })
    void weighs(String value, int weight) {
        assertEquals(weight, AcceptWeights.of(List.of(value)).named("a/b"));
    }

    @Test
    void severalLinesAreOneList() {
        AcceptWeights weights = AcceptWeights.of(List.of("gzip;q=0.2", "", "br, gzip"));
        assertEquals(200, weights.named("gzip"));
        assertEquals(AcceptWeights.FULL, weights.named("br"));
        assertEquals(AcceptWeights.NOT_NAMED, AcceptWeights.of(List.of()).named("gzip"));
    }

    @Test
    void readsNoMoreThanAHundredItems() {
        String hundred = String.join(",", Collections.nCopies(100, "x"));
        assertEquals(
                AcceptWeights.NOT_NAMED,
                AcceptWeights.of(List.of(hundred + ",gzip")).named("gzip"));
        assertEquals(
                AcceptWeights.NOT_NAMED,
                AcceptWeights.of(List.of(hundred, "gzip")).named("gzip"));
        assertEquals(
                AcceptWeights.FULL,
                AcceptWeights.of(List.of(hundred.substring(2), "gzip")).named("gzip"));
    }
}
