package org.acpo.common.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.acpo.common.curriculum.SamplingPlan.Request;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.rollout.RolloutConfig;
import org.junit.jupiter.api.Test;

class SamplingPlanTest {
    /** τ_base 1, τ_hard 1.2, hard at ¼, easy at 1, on in stage 1. */
    private static RolloutConfig config(int samples, int firstLevel, int most) {
        return new RolloutConfig(
                4,
                samples,
                64,
                1.0,
                1.0,
                0,
                List.of(),
                8,
                0,
                false,
                false,
                new RolloutConfig.Hierarchical(true, List.of(1), firstLevel, 0.25, 1.0, 1.2, most));
    }

    @Test
    void levelOneTakesG1OfEachPrompt() {
        assertThat(SamplingPlan.firstLevel(config(8, 4, 16), 1, 2))
                .containsExactly(new Request(0, 0, 4, 1.0, 1), new Request(1, 0, 4, 1.0, 1));
    }

    @Test
    void outsideItsStagesAllSamplesAreLevelOne() {
        RolloutConfig config = config(8, 4, 16);
        assertThat(SamplingPlan.firstLevel(config, 2, 1)).containsExactly(new Request(0, 0, 8, 1.0, 1));
        assertThat(SamplingPlan.secondLevel(config, 2, new double[] {0})).isEmpty();
    }

    /** Budget 4·(8 − 4) = 16 for shares 2 (hard), 1, 1, 0 (easy): 8, 4, 4, 0. Indices go on at 4. */
    @Test
    void hardPromptsGetTwiceTheShareOfMediumOnes() {
        assertThat(SamplingPlan.secondLevel(config(8, 4, 16), 1, new double[] {0.5, 0.25, 1, 0.75}))
                .containsExactly(
                        new Request(0, 4, 4, 1.0, 2), new Request(1, 4, 8, 1.2, 2), new Request(3, 4, 4, 1.0, 2));
    }

    /** The same with at most 10 a prompt: hard stops at 6 more, the other 10 go to the two medium ones, 5 each. */
    @Test
    void whatTheMaximumHoldsBackGoesToTheOthers() {
        assertThat(SamplingPlan.secondLevel(config(8, 4, 10), 1, new double[] {0.5, 0.25, 1, 0.75}))
                .containsExactly(
                        new Request(0, 4, 5, 1.0, 2), new Request(1, 4, 6, 1.2, 2), new Request(3, 4, 5, 1.0, 2));
    }

    /**
     * Budget 4·(2 − 1) = 4 for shares 1 (medium), 2 (hard): hard, medium, hard, and with both at their share the hard one.
     */
    @Test
    void ofEqualNeedsTheHardPromptComesFirst() {
        assertThat(SamplingPlan.secondLevel(config(2, 1, 16), 1, new double[] {0.5, 0, 1, 1}))
                .containsExactly(new Request(0, 1, 1, 1.0, 2), new Request(1, 1, 3, 1.2, 2));
    }

    @Test
    void nothingIsSpentOnEasyPrompts() {
        assertThat(SamplingPlan.secondLevel(config(8, 4, 16), 1, new double[] {1, 1}))
                .isEmpty();
        // budget 8 and room for 2: the rest stays unspent
        assertThat(SamplingPlan.secondLevel(config(8, 4, 6), 1, new double[] {0, 1}))
                .containsExactly(new Request(0, 4, 2, 1.2, 2));
    }

    /** The whole budget and no more, unless every prompt that is not easy is at the maximum. */
    @Test
    void theBudgetIsFixed() {
        for (int trial = 0; trial < 300; trial++) {
            CounterRandom random = CounterRandom.stream(61, "budgets", trial);
            int first = random.nextInt(1, 4);
            int most = random.nextInt(first, 12);
            RolloutConfig config = config(random.nextInt(first, 8), first, most);
            double[] passRates = IntStream.range(0, random.nextInt(1, 10))
                    .mapToDouble(i -> random.nextInt(5) / 4.0)
                    .toArray();
            List<Request> requests = SamplingPlan.secondLevel(config, 1, passRates);
            int spent = requests.stream().mapToInt(Request::samples).sum();
            long open = IntStream.range(0, passRates.length)
                    .filter(i -> passRates[i] < 1)
                    .count();
            assertThat((long) spent)
                    .isEqualTo(Math.min(passRates.length * (config.samplesPerPrompt() - first), open * (most - first)));
            assertThat(requests).allMatch(r -> r.samples() <= most - first && passRates[r.prompt()] < 1);
        }
    }
}
