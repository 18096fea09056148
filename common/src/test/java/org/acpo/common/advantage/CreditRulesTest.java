package org.acpo.common.advantage;

import static org.acpo.common.advantage.Groups.group;
import static org.acpo.common.advantage.Groups.measured;
import static org.acpo.common.advantage.Groups.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.acpo.common.advantage.AdvantageConfig.Credit;
import org.acpo.common.advantage.AdvantageConfig.Outcome;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.random.CounterRandom;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CreditRulesTest {
    private static final Rollout RIGHT =
            rollout(1, new int[] {2, 6}, new float[] {1, 2, 0.5f, 0.5f, 0.5f, 0.5f}, new double[] {-3, -1, -1});
    private static final Rollout WRONG =
            rollout(0, new int[] {1, 3, 6}, new float[] {2.4f, 1, 5, 0, 0, 0}, new double[] {-3, -4, -4, -4});

    private static AdvantageConfig config(double stepWeight, double entropyWeight) {
        return new AdvantageConfig(
                Outcome.GROUP_CENTER, 0, Credit.ADDITIVE, stepWeight, 0.05, entropyWeight, 4, 1.5, 0.1, 1);
    }

    /** The credit of one group under a reliability that stays as it is. */
    private static CreditedGroup credit(RolloutGroup group, AdvantageConfig config, Reliability reliability) {
        AttributedBatch batch = new AttributedBatch(List.of(AttributedGroup.of(group, config)), reliability, config);
        return CreditRules.of(config, (problem, rollout) -> 0)
                .credit(batch)
                .groups()
                .get(0);
    }

    private static double[] advantages(CreditedGroup group, int i) {
        return group.rollouts().get(i).stepAdvantages();
    }

    /**
     * Additive credit. λ = 0.6, β = 0.4, κ = 4, c_max = 1.5, δ = 0.1, ε = 0; ρ = 0.5, 1, 0.25 for last, second last, third last.
     *
     * <pre>
     *                    right: steps of 2, 4 tokens    wrong: steps of 1, 2, 3 tokens
     * A_i                0.5                            −0.5                               rewards 1, 0 around ½
     * Δ                  2       0                      −1        0       0                rms = √((4 + 1)/5) = 1
     * c                  1.5     0                      −1        0       0                2 is clipped to 1.5
     * mean c             (2·1.5 + 4·0 − 1·1)/12 = 1/6
     * λ·ρ                0.6     0.3                    0.15      0.6     0.3
     * S                  0.8     −0.05                  −0.175    −0.1    −0.05
     * class              1       0                      −1        0       0
     * mean H             1.5     0.5                    2.4       3       0                highest 3
     * h                  0.5     1/6                    0.8       1       0
     * β·h                0.2                            0.32
     * |A + S|/κ          0.325                          0.16875
     * E                  0.2     0                      −0.16875  0       0
     * A + S + E          1.5     0.45                   −0.84375  −0.6    −0.55
     * </pre>
     */
    @Test
    void exampleByHand() {
        CreditedGroup credited = credit(group(RIGHT, WRONG), config(0.6, 0.4), measured(0.5, 1, 0.25, 0));
        assertThat(credited.rollouts()).extracting(CreditedRollout::outcome).containsExactly(0.5, -0.5);
        assertThat(credited.rollouts().get(0).rollout().deltas()).containsExactly(2, 0);
        assertThat(credited.rollouts().get(1).rollout().deltas()).containsExactly(-1, 0, 0);
        assertThat(credited.rollouts().get(0).stepClasses()).containsExactly(1, 0);
        assertThat(credited.rollouts().get(1).stepClasses()).containsExactly(-1, 0, 0);
        // entropies are floats: 2.4f is 2.4 to 1e-7
        assertThat(advantages(credited, 0)).containsExactly(new double[] {1.5, 0.45}, offset(1e-7));
        assertThat(advantages(credited, 1)).containsExactly(new double[] {-0.84375, -0.6, -0.55}, offset(1e-7));
    }

    /** method.md section 4, the invariant at the level of advantages: to the last bit, on every token. */
    @ParameterizedTest
    @EnumSource
    void withoutStepAndEntropyWeightItIsGrpo(Credit credit) {
        AdvantageConfig grpo = new AdvantageConfig(Outcome.GROUP_NORM, 1e-4, credit, 0, 0.5, 0, 2, 3, 0.1, 1);
        for (int trial = 0; trial < 200; trial++) {
            RolloutGroup group = Groups.random(CounterRandom.stream(21, "grpo", trial));
            for (CreditedRollout credited :
                    credit(group, grpo, measured(0.9, 0.3, 0.1, 0.5)).rollouts()) {
                assertThat(TokenAdvantages.spread(credited, false, 1))
                        .hasSize(credited.rollout().length())
                        .containsOnly((float) credited.outcome());
                assertThat(credited.stepAdvantages()).containsOnly(credited.outcome());
            }
        }
    }

    /** |E| ≤ |A + S| / κ with κ > 1: for any β the sign is that of A + S, and its size changes by at most 1/κ of it. */
    @Test
    void entropyTermNeverFlipsASign() {
        for (int trial = 0; trial < 300; trial++) {
            RolloutGroup group = Groups.random(CounterRandom.stream(22, "signs", trial));
            Reliability reliability = measured(0.9, 0.3, 0.1, 0.5);
            CreditedGroup without = credit(group, config(0.6, 0), reliability);
            CreditedGroup with = credit(group, config(0.6, 100), reliability);
            for (int i = 0; i < group.rollouts().size(); i++) {
                for (int k = 0; k < advantages(with, i).length; k++) {
                    double before = advantages(without, i)[k];
                    double after = advantages(with, i)[k];
                    assertThat(Math.signum(after)).isEqualTo(Math.signum(before));
                    assertThat(Math.abs(after - before)).isLessThanOrEqualTo(Math.abs(before) / 4 + 1e-15);
                }
            }
        }
    }

    /** With ρ = 0 attribution has earned nothing: S = 0. With ρ off it counts in full: λ·(c − mean) = 0.6·(1.5 − 1/6). */
    @Test
    void creditIsScaledByReliability() {
        RolloutGroup group = group(RIGHT, WRONG);
        assertThat(advantages(credit(group, config(0.6, 0), measured(-0.4, 0, 0, 0)), 0))
                .containsExactly(0.5, 0.5);
        Reliability off = new Reliability(false, 0.8, new double[4], new int[4]);
        assertThat(advantages(credit(group, config(0.6, 0), off), 0))
                .containsExactly(new double[] {0.5 + 0.8, 0.5 - 0.1}, offset(1e-12));
    }

    /** The rollout without attributions keeps A_i; the other is centred on its own steps: mean c = (2·1.5 + 4·0)/6. */
    @Test
    void rolloutsWithoutAttributionsTakeNoPart() {
        Rollout bare = rollout(0, new int[] {1, 3}, new float[] {1, 1, 1}, new double[0]);
        CreditedGroup credited = credit(group(RIGHT, bare), config(0.6, 0.4), measured(1, 1, 1, 1));
        assertThat(advantages(credited, 1)).containsExactly(-0.5, -0.5);
        assertThat(credited.rollouts().get(1).stepClasses()).containsExactly(0, 0);
        // rms = √(4/2) = 1.414, c = 1.414, mean = 2·1.414/6 = 0.4714; last step: 0.5 − 0.6·0.4714
        assertThat(advantages(credited, 0)[1]).isCloseTo(0.217157, offset(1e-6));
    }

    @Test
    void observationsPairEveryStepWithItsOutcome() {
        RolloutGroup equal = group(RIGHT, RIGHT);
        List<Reliability.Observation> seen =
                AttributedBatch.observations(List.of(group(RIGHT, WRONG), equal), config(1, 0), measured(0, 0));
        // two buckets: last, earlier; the group with equal rewards says nothing
        assertThat(seen)
                .containsExactly(
                        new Reliability.Observation(1, 2, 0.5),
                        new Reliability.Observation(0, 0, 0.5),
                        new Reliability.Observation(1, -1, -0.5),
                        new Reliability.Observation(1, 0, -0.5),
                        new Reliability.Observation(0, 0, -0.5));
    }

    @Test
    void refusesAttributionsThatDoNotFitTheSteps() {
        assertThatThrownBy(() -> rollout(1, new int[] {1, 3}, new float[] {1, 1, 1}, new double[] {-1, -1}))
                .hasMessageContaining("1 attributions for 2 steps");
    }
}
