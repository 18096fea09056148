package org.acpo.common.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolloutRandomTest {
    @Test
    void everyCoordinateMatters() {
        Set<Float> numbers = new HashSet<>();
        numbers.add(RolloutRandom.of(17, 3, "p1", 2).uniform(5));
        numbers.add(RolloutRandom.of(18, 3, "p1", 2).uniform(5));
        numbers.add(RolloutRandom.of(17, 4, "p1", 2).uniform(5));
        numbers.add(RolloutRandom.of(17, 3, "p2", 2).uniform(5));
        numbers.add(RolloutRandom.of(17, 3, "p1", 3).uniform(5));
        numbers.add(RolloutRandom.of(17, 3, "p1", 2).uniform(6));
        assertThat(numbers).hasSize(6);
    }

    @Test
    void orderOfDrawingDoesNotMatter() {
        RolloutRandom forward = RolloutRandom.of(1, 0, "x", 0);
        float third = forward.uniform(2);
        forward.uniform(0);
        assertThat(RolloutRandom.of(1, 0, "x", 0).uniform(2)).isEqualTo(third);
    }

    /** 100,000 draws: mean ½ and variance 1/12; five standard errors are 5·sqrt(1/12/1e5) = 0.0046 for the mean. */
    @Test
    void uniformInTheOpenUnitInterval() {
        RolloutRandom random = RolloutRandom.of(5, 1, "problem", 7);
        double[] draws =
                IntStream.range(0, 100_000).mapToDouble(random::uniform).toArray();
        assertThat(DoubleStream.of(draws)).allMatch(u -> u > 0 && u < 1);
        double mean = IntStream.range(0, draws.length)
                .mapToDouble(i -> draws[i])
                .average()
                .orElseThrow();
        double square = IntStream.range(0, draws.length)
                .mapToDouble(i -> draws[i] * draws[i])
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(0.4954, 0.5046);
        assertThat(square - mean * mean).isBetween(1 / 12.0 - 0.002, 1 / 12.0 + 0.002);
    }

    /** Rollouts of one group must not be copies of each other shifted by a token. */
    @Test
    void neighbouringRolloutsAreUncorrelated() {
        RolloutRandom a = RolloutRandom.of(5, 1, "problem", 0);
        RolloutRandom b = RolloutRandom.of(5, 1, "problem", 1);
        int n = 20_000;
        for (int lag = 0; lag < 3; lag++) {
            double sum = 0;
            for (int t = 0; t < n; t++) {
                sum += (a.uniform(t + lag) - 0.5) * (b.uniform(t) - 0.5);
            }
            // standard error of the correlation is 1/sqrt(20000) = 0.007
            assertThat(12 * sum / n).isBetween(-0.035, 0.035);
        }
    }
}
