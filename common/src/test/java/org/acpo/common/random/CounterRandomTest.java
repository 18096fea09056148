package org.acpo.common.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    @Test
    void streamsAreKeyedBySeedPurposeAndCoordinates() {
        Set<Long> firsts = new HashSet<>();
        firsts.add(CounterRandom.stream(1, "draw").nextLong());
        firsts.add(CounterRandom.stream(2, "draw").nextLong());
        firsts.add(CounterRandom.stream(1, "shuffle").nextLong());
        firsts.add(CounterRandom.stream(1, "draw", 0).nextLong());
        firsts.add(CounterRandom.stream(1, "draw", 0, 0).nextLong());
        firsts.add(CounterRandom.stream(1, "draw", 0, 1).nextLong());
        firsts.add(CounterRandom.stream(1, "draw", 1, 0).nextLong());
        assertThat(firsts).hasSize(7);
        assertThat(firsts).contains(CounterRandom.stream(1, "draw", 1, 0).nextLong());
    }

    @Test
    void intsCoverTheirRangeEvenly() {
        CounterRandom random = CounterRandom.stream(3, "ints");
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) {
            counts[random.nextInt(10, 16) - 10]++;
        }
        // expected 10,000 each, standard deviation sqrt(70000·6/49) = 93
        assertThat(IntStream.of(counts)).allMatch(c -> c > 9_500 && c < 10_500);
        assertThatThrownBy(() -> random.nextInt(0)).hasMessageContaining("bound 0");
    }

    @Test
    void gaussiansHaveMeanZeroAndVarianceOne() {
        CounterRandom random = CounterRandom.stream(3, "gauss");
        double[] draws = IntStream.range(0, 50_000)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
        double mean = IntStream.range(0, draws.length)
                .mapToDouble(i -> draws[i])
                .average()
                .orElseThrow();
        double square = IntStream.range(0, draws.length)
                .mapToDouble(i -> draws[i] * draws[i])
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(-0.025, 0.025);
        assertThat(square).isBetween(0.965, 1.035);
    }

    /** All 6 orders of 3 items should come about 2,000 times in 12,000 (standard deviation 41). */
    @Test
    void permutationsAndShufflesAreEvenlySpread() {
        int[] permuted = new int[27];
        int[] shuffled = new int[27];
        CounterRandom random = CounterRandom.stream(3, "orders");
        for (int i = 0; i < 12_000; i++) {
            int[] p = random.permutation(3);
            permuted[9 * p[0] + 3 * p[1] + p[2]]++;
            List<Integer> items = new ArrayList<>(List.of(0, 1, 2));
            random.shuffle(items);
            shuffled[9 * items.get(0) + 3 * items.get(1) + items.get(2)]++;
        }
        for (int[] counts : new int[][] {permuted, shuffled}) {
            assertThat(IntStream.of(counts).filter(c -> c > 0))
                    .hasSize(6)
                    .allSatisfy(c -> assertThat(c).isBetween(1_790, 2_210));
        }
    }

    /**
     * Weights 1, 2, 5, 0 and two draws. First index: 1/8, 2/8, 5/8. Then P(first 2, second 1) = 5/8 · 2/3 = 5/12.
     */
    @Test
    void weightedDrawsFollowTheirWeights() {
        int n = 24_000;
        int[] first = new int[4];
        int both = 0;
        CounterRandom random = CounterRandom.stream(9, "weighted");
        for (int i = 0; i < n; i++) {
            int[] drawn = random.drawWithoutReplacement(new double[] {1, 2, 5, 0}, 2);
            assertThat(drawn).hasSize(2).doesNotHaveDuplicates().doesNotContain(3);
            first[drawn[0]]++;
            both += drawn[0] == 2 && drawn[1] == 1 ? 1 : 0;
        }
        assertThat(first[0]).isBetween(2_750, 3_250);
        assertThat(first[1]).isBetween(5_660, 6_340);
        assertThat(first[2]).isBetween(14_620, 15_380);
        assertThat(both).isBetween(9_620, 10_380);
    }

    @Test
    void refusesToDrawMoreThanThereIs() {
        CounterRandom random = CounterRandom.stream(9, "weighted");
        assertThatThrownBy(() -> random.drawWithoutReplacement(new double[] {1, 0}, 2))
                .hasMessageContaining("2 of 1");
    }
}
