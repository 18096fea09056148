package org.acpo.driver.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WavesTest {
    private static List<List<Integer>> waves(Integer... costs) {
        return Waves.of(List.of(costs), cost -> cost, 10);
    }

    @Test
    void noWaveExceedsTheBudgetUnlessASingleItemDoes() {
        assertThat(waves(4, 6, 1, 10, 11, 2, 3))
                .containsExactly(List.of(4, 6), List.of(1), List.of(10), List.of(11), List.of(2, 3));
        assertThat(waves()).isEmpty();
        assertThat(waves(50)).containsExactly(List.of(50));
    }
}
