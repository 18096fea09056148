package org.acpo.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.acpo.driver.report.Attributions.Bin;
import org.acpo.driver.report.Attributions.Count;
import org.junit.jupiter.api.Test;

class AttributionsTest {
    /** Ten values at the last position: −1.0 once, 0.0 four times, 0.5 four times, 1.0 once; one at an earlier position. */
    private static final List<Count> COUNTS = List.of(
            new Count(0, 1, true, 500, 4),
            new Count(0, -1, false, -1000, 1),
            new Count(0, 0, false, 0, 4),
            new Count(0, 1, true, 1000, 1),
            new Count(1, 1, false, 250, 1));

    private final Attributions found = Attributions.of(COUNTS, 7);

    @Test
    void positionsHaveQuantilesAndShares() {
        assertThat(found.segments()).isEqualTo(11);
        assertThat(found.positions())
                .containsExactly(
                        new Attributions.Position(0, 10, -1, 0, 0, 0.5, 1, 0.5, 0.1),
                        new Attributions.Position(1, 1, 0.25, 0.25, 0.25, 0.25, 0.25, 1, 0));
    }

    @Test
    void binsAreRoundAndReachBeyondTheQuantiles() {
        // 1.2 times the largest 95th percentile, 1.0, over 20 bins is 0.06; the next round number is 0.1.
        assertThat(found.histogram()).hasSize(40);
        assertThat(found.histogram().get(0).from()).isCloseTo(-2, within(1e-12));
        assertThat(found.histogram().get(39).to()).isCloseTo(2, within(1e-12));
    }

    @Test
    void everyValueIsInItsBin() {
        assertThat(counted(10)).isEqualTo("1 0 0 0 1");
        assertThat(counted(20)).isEqualTo("0 4 0 0 4");
        assertThat(counted(22)).isEqualTo("0 0 1 0 1");
        assertThat(counted(25)).isEqualTo("0 0 4 4 0");
        assertThat(counted(30)).isEqualTo("0 0 1 1 0");
        assertThat(found.histogram().stream()
                        .mapToLong(b -> b.right() + b.wrong())
                        .sum())
                .isEqualTo(11);
    }

    @Test
    void outliersAreInTheOuterBins() {
        List<Bin> bins = Attributions.of(
                        List.of(new Count(0, 0, true, 10, 100), new Count(0, -1, false, -900_000, 2)), 1)
                .histogram();
        assertThat(bins.get(0).harmful()).isEqualTo(2);
    }

    private String counted(int i) {
        Bin bin = found.histogram().get(i);
        return bin.harmful() + " " + bin.neutral() + " " + bin.helpful() + " " + bin.right() + " " + bin.wrong();
    }
}
