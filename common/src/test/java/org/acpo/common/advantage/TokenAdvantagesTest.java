package org.acpo.common.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import org.acpo.common.random.CounterRandom;
import org.junit.jupiter.api.Test;

class TokenAdvantagesTest {
    /** Entropies 0 and ln 3 at τ_c = 1: exp gives 1 and 1/3, so 2·¾ and 2·¼. At τ_c = ½: 1 and 1/9, 2·0.9 and 2·0.1. */
    @Test
    void confidentTokensGetMoreOfTheirStep() {
        float[] entropies = {0, (float) Math.log(3), 7};
        CreditedRollout credited = new CreditedRollout(
                Groups.rollout(1, new int[] {2, 3}, entropies, new double[0]),
                1,
                new double[] {2, -1},
                new int[] {0, 0},
                -1);
        assertThat(TokenAdvantages.spread(credited, true, 1)).containsExactly(new float[] {3, 1, -1}, offset(1e-6f));
        assertThat(TokenAdvantages.spread(credited, true, 0.5))
                .containsExactly(new float[] {3.6f, 0.4f, -1}, offset(1e-6f));
        assertThat(TokenAdvantages.spread(credited, false, 1)).containsExactly(2, 2, -1);
    }

    /** method.md section 5: the weights of a step of n tokens sum to n, also for entropies far apart. */
    @Test
    void weightsSumToTheNumberOfTokens() {
        for (int trial = 0; trial < 200; trial++) {
            CounterRandom random = CounterRandom.stream(31, "weights", trial);
            float[] entropies = new float[random.nextInt(1, 100)];
            for (int t = 0; t < entropies.length; t++) {
                entropies[t] = (float) (12 * random.nextDouble());
            }
            double[] weights = TokenAdvantages.confidenceWeights(entropies, random.nextInt(2) == 0 ? 0.001 : 1);
            assertThat(Arrays.stream(weights).sum()).isCloseTo(entropies.length, offset(1e-9));
        }
    }
}
