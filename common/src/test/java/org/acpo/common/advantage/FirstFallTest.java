package org.acpo.common.advantage;

import static org.acpo.common.advantage.Groups.group;
import static org.acpo.common.advantage.Groups.measured;
import static org.acpo.common.advantage.Groups.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.acpo.common.advantage.AdvantageConfig.Credit;
import org.acpo.common.advantage.AdvantageConfig.Outcome;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.junit.jupiter.api.Test;

class FirstFallTest {
    private static final float[] ENTROPIES = {1, 1, 1, 1, 1, 1};

    /** Δ = 1, −0.5, 0.5, 1. */
    private static final Rollout RIGHT =
            rollout(1, new int[] {1, 2, 4, 6}, ENTROPIES, new double[] {-3, -2, -2.5, -2, -1});

    /** Δ = 1, −1, −2: the second step falls first, the third falls farther. */
    private static final Rollout WRONG = rollout(0, new int[] {2, 3, 6}, ENTROPIES, new double[] {-3, -2, -3, -5});

    private static AdvantageConfig config(double weight, double quantile, double beta) {
        return new AdvantageConfig(Outcome.GROUP_CENTER, 0, Credit.FIRST_FALL, weight, quantile, beta, 4, 3, 0.1, 1);
    }

    private static GroupAdvantages estimate(RolloutGroup group, AdvantageConfig config, double limit) {
        return GroupAdvantages.estimate(group, config, measured(1, 1, 1, 1), limit);
    }

    /** A = ½, −½. The fall keeps the response's A, the other steps keep 1 − λ of it; success is shared by all steps. */
    @Test
    void theFirstFallBearsTheBlame() {
        GroupAdvantages all = estimate(group(RIGHT, WRONG), config(1, 0.25, 0), -0.5);
        assertThat(all.stepAdvantages()[0]).containsExactly(0.5, 0.5, 0.5, 0.5);
        assertThat(all.stepAdvantages()[1]).containsExactly(0, -0.5, 0);
        assertThat(all.blamed()).containsExactly(-1, 1);

        GroupAdvantages most = estimate(group(RIGHT, WRONG), config(0.75, 0.25, 0), -0.5);
        assertThat(most.stepAdvantages()[1]).containsExactly(-0.125, -0.5, -0.125);
    }

    /** Below −1.5 the third step is the first to fall; below −2 none is, and the response is blamed as GRPO blames it. */
    @Test
    void whatFallsNoDeeperThanSuccessDoesIsNotBlamed() {
        assertThat(estimate(group(RIGHT, WRONG), config(1, 0.25, 0), -1.5).stepAdvantages()[1])
                .containsExactly(0, 0, -0.5);
        GroupAdvantages none = estimate(group(RIGHT, WRONG), config(1, 0.25, 0), -2);
        assertThat(none.stepAdvantages()[1]).containsExactly(-0.5, -0.5, -0.5);
        assertThat(none.blamed()).containsExactly(-1, -1);
    }

    /** c = Δ / rms of all seven Δ, and |Δ| = 0.01 of the first step is within the dead zone: no harm, so no fall. */
    @Test
    void onlyAHarmfulStepFalls() {
        Rollout wavering = rollout(0, new int[] {2, 3, 6}, ENTROPIES, new double[] {-3, -3.01, -4, -4});
        assertThat(estimate(group(RIGHT, wavering), config(1, 0.25, 0), 0).blamed())
                .containsExactly(-1, 1);
    }

    /** A step without blame has no entropy bonus either: |E| ≤ |A + S| / κ. */
    @Test
    void entropyDoesNotTouchWhatIsNotBlamed() {
        GroupAdvantages advantages = estimate(group(RIGHT, WRONG), config(1, 0.25, 0.1), -0.5);
        assertThat(advantages.stepAdvantages()[1]).containsExactly(0, -0.6, 0);
    }

    /** The lowest Δ of four successes are −1, −0.5, −0.5 and −0.25: a quarter of them, one, is strictly below the limit. */
    @Test
    void limitIsAQuantileOverSuccessfulResponses() {
        List<RolloutGroup> batch =
                List.of(group(right(-0.5), right(-0.25), WRONG), group(WRONG, right(-1), right(-0.5), WRONG));
        assertThat(FirstFall.limit(batch, config(1, 0.25, 0))).isEqualTo(-0.5);
        assertThat(FirstFall.limit(batch, config(1, 0.74, 0))).isEqualTo(-0.5);
        assertThat(FirstFall.limit(batch, config(1, 0.75, 0))).isEqualTo(-0.25);
    }

    /** A step that lets the answer become likelier is no fall, even where every success rises more. */
    @Test
    void limitIsNeverAboveZero() {
        assertThat(FirstFall.limit(List.of(group(right(0.5), right(0.25), WRONG)), config(1, 0.5, 0)))
                .isZero();
    }

    /** A twentieth of one response is none: no step can be told from success. Nor where all succeed, or none. */
    @Test
    void withoutEnoughSuccessNothingFalls() {
        assertThat(FirstFall.limit(List.of(group(RIGHT, WRONG)), config(1, 0.05, 0)))
                .isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(FirstFall.limit(List.of(group(RIGHT, RIGHT), group(WRONG, WRONG)), config(1, 0.5, 0)))
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** A success of three steps whose second Δ is the lowest. */
    private static Rollout right(double lowest) {
        return rollout(1, new int[] {2, 4, 6}, ENTROPIES, new double[] {-4, -3, -3 + lowest, -2 + lowest});
    }
}
