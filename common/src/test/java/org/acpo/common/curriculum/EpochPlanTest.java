package org.acpo.common.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.acpo.common.UserException;
import org.acpo.common.random.CounterRandom;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
    private static int[] draws(List<int[]> plan, int problems) {
        int[] counts = new int[problems];
        plan.forEach(step -> Arrays.stream(step).forEach(index -> counts[index]++));
        return counts;
    }

    /** Random sizes: no step holds a problem twice, and draws per problem differ by at most one. */
    @Test
    void drawsEvenlyAndNeverTwiceInOneStep() {
        for (int trial = 0; trial < 300; trial++) {
            CounterRandom random = CounterRandom.stream(51, "plans", trial);
            int problems = random.nextInt(1, 40);
            int perStep = random.nextInt(1, problems);
            int steps = random.nextInt(1, 12);
            double[] weights = IntStream.range(0, problems)
                    .mapToDouble(i -> 0.01 + random.nextDouble())
                    .toArray();
            List<int[]> plan = EpochPlan.of(5, trial, weights, steps, perStep);
            assertThat(plan).hasSize(steps);
            plan.forEach(step -> assertThat(step).hasSize(perStep).doesNotHaveDuplicates());
            int each = steps * perStep / problems;
            assertThat(IntStream.of(draws(plan, problems))).allMatch(count -> count == each || count == each + 1);
        }
    }

    @Test
    void isAFunctionOfSeedAndEpoch() {
        double[] weights = IntStream.range(0, 50).mapToDouble(i -> 1).toArray();
        int[] first = EpochPlan.of(5, 1, weights, 5, 10).get(0);
        assertThat(EpochPlan.of(5, 1, weights, 5, 10).get(0)).containsExactly(first);
        assertThat(EpochPlan.of(5, 2, weights, 5, 10).get(0)).isNotEqualTo(first);
        assertThat(EpochPlan.of(6, 1, weights, 5, 10).get(0)).isNotEqualTo(first);
    }

    /** Two problems of weight 9 and 1, one draw an epoch: about 900 of 1,000 epochs draw the first (deviation 9.5). */
    @Test
    void weightsDecideWhatAShortEpochDraws() {
        long first = IntStream.range(0, 1_000)
                .filter(epoch ->
                        EpochPlan.of(5, epoch, new double[] {9, 1}, 1, 1).get(0)[0] == 0)
                .count();
        assertThat(first).isBetween(850L, 950L);
    }

    @Test
    void onePassIsAsManyFullStepsAsItHolds() {
        CurriculumConfig.Difficulty difficulty = new CurriculumConfig.Difficulty(0.5, 0.5);
        assertThat(EpochPlan.steps(new CurriculumConfig(1, 0, 0, 0, List.of(2), difficulty), 100, 32))
                .isEqualTo(3);
        assertThat(EpochPlan.steps(new CurriculumConfig(1, 7, 0, 0, List.of(2), difficulty), 100, 32))
                .isEqualTo(7);
    }

    @Test
    void tooFewProblemsForAStepIsAUserError() {
        assertThatThrownBy(() -> EpochPlan.of(5, 0, new double[] {1, 1}, 1, 32))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there are 2 training problems")
                .hasMessageContaining("rollout.prompts_per_step");
    }

    @Test
    void replacementsAvoidWhatTheStepHasUsed() {
        double[] weights = {1, 1, 1, 1, 1};
        assertThat(EpochPlan.replacements(5, 9, 1, weights, Set.of(0, 2), 2))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .doesNotContain(0, 2);
        assertThat(EpochPlan.replacements(5, 9, 1, weights, Set.of(0, 1, 2, 3), 3))
                .containsExactly(4);
        assertThat(EpochPlan.replacements(5, 9, 1, weights, Set.of(0, 1, 2, 3, 4), 3))
                .isEmpty();
    }
}
