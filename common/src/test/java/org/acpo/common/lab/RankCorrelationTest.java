package org.acpo.common.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    /**
     * Ranks 1, 2.5, 2.5, 4 and 2, 1, 3.5, 3.5, from the mean 2.5: products 0.75 + 0 + 0 + 1.5 = 2.25, squares 4.5 and 4.5.
     */
    @Test
    void tiesShareTheirMeanRank() {
        double[] x = {-3, 7, 7, 8};
        double[] y = {0.5, 0.25, 0.75, 0.75};
        assertThat(RankCorrelation.of(x, y)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void onlyTheOrderCounts() {
        double[] x = {1, 2, 3, 4};
        assertThat(RankCorrelation.of(x, new double[] {0, 1e-9, 5, 1e9})).isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(x, new double[] {4, 3, 2, 1})).isCloseTo(-1, within(1e-12));
    }

    @Test
    void notDefinedWithoutSpread() {
        assertThat(RankCorrelation.of(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .isNaN();
        assertThat(RankCorrelation.of(new double[0], new double[0])).isNaN();
    }
}
