package org.acpo.common.advantage;

import static org.acpo.common.advantage.Groups.group;
import static org.acpo.common.advantage.Groups.measured;
import static org.acpo.common.advantage.Groups.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

    /** The credit of a group, in a batch whose other groups set the limit. */
    private static CreditedGroup credit(RolloutGroup group, AdvantageConfig config, RolloutGroup... others) {
        List<RolloutGroup> batch = new ArrayList<>(List.of(group));
        batch.addAll(List.of(others));
        AttributedBatch attributed = AttributedBatch.of(batch, config, measured(1, 1, 1, 1));
        return new FirstFall(config).credit(attributed).groups().get(0);
    }

    private static double[] advantages(CreditedGroup group, int i) {
        return group.rollouts().get(i).stepAdvantages();
    }

    private static int[] blamed(CreditedGroup group) {
        return group.rollouts().stream().mapToInt(CreditedRollout::blamed).toArray();
    }

    private static double limit(List<RolloutGroup> batch, AdvantageConfig config) {
        return new FirstFall(config)
                .limit(AttributedBatch.of(batch, config, measured(1, 1, 1, 1)).groups());
    }

    /** A batch's other group, whose two successes have no Δ below {@code lowest}; with it and quantile ½ that is the limit. */
    private static RolloutGroup limiting(double lowest) {
        return group(right(lowest), right(lowest), right(lowest), WRONG);
    }

    /**
     * A = ½, −½; of four successes the lowest Δ are −0.5 each, which is the limit. The fall keeps the response's A, the other steps
     * keep 1 − λ of it; success is shared by all steps.
     */
    @Test
    void theFirstFallBearsTheBlame() {
        CreditedGroup all = credit(group(RIGHT, WRONG), config(1, 0.5, 0), limiting(-0.5));
        assertThat(advantages(all, 0)).containsExactly(0.5, 0.5, 0.5, 0.5);
        assertThat(advantages(all, 1)).containsExactly(0, -0.5, 0);
        assertThat(blamed(all)).containsExactly(-1, 1);

        CreditedGroup most = credit(group(RIGHT, WRONG), config(0.75, 0.5, 0), limiting(-0.5));
        assertThat(advantages(most, 1)).containsExactly(-0.125, -0.5, -0.125);
    }

    /** The lowest Δ are −1.5, −1.5, −1.5, −0.5: below −1.5 the third step is the first to fall; below −2 none is. */
    @Test
    void whatFallsNoDeeperThanSuccessDoesIsNotBlamed() {
        assertThat(advantages(credit(group(RIGHT, WRONG), config(1, 0.5, 0), limiting(-1.5)), 1))
                .containsExactly(0, 0, -0.5);
        CreditedGroup none = credit(group(RIGHT, WRONG), config(1, 0.5, 0), limiting(-2));
        assertThat(advantages(none, 1)).containsExactly(-0.5, -0.5, -0.5);
        assertThat(blamed(none)).containsExactly(-1, -1);
    }

    /** c = Δ / rms of all seven Δ, and |Δ| = 0.01 of the first step is within the dead zone: no harm, so no fall. */
    @Test
    void onlyAHarmfulStepFalls() {
        Rollout wavering = rollout(0, new int[] {2, 3, 6}, ENTROPIES, new double[] {-3, -3.01, -4, -4});
        assertThat(blamed(credit(group(RIGHT, wavering), config(1, 0.5, 0), limiting(0))))
                .containsExactly(-1, 1);
    }

    /** A step without blame has no entropy bonus either: |E| ≤ |A + S| / κ. */
    @Test
    void entropyDoesNotTouchWhatIsNotBlamed() {
        CreditedGroup credited = credit(group(RIGHT, WRONG), config(1, 0.5, 0.1), limiting(-0.5));
        assertThat(advantages(credited, 1)).containsExactly(0, -0.6, 0);
    }

    /** What is truly wrong is blamed whatever attribution says, success is nobody's blame, and λ spares the others in part. */
    @Test
    void theOracleBlamesTheTrueError() {
        AdvantageConfig config = config(1, 0.5, 0);
        AttributedBatch batch = AttributedBatch.of(List.of(group(RIGHT, WRONG)), config, measured(1, 1, 1, 1));
        CreditedGroup third = new KnownErrors((problem, rollout) -> 2, 0.5)
                .credit(batch)
                .groups()
                .get(0);
        assertThat(advantages(third, 0)).containsExactly(0.5, 0.5, 0.5, 0.5);
        assertThat(advantages(third, 1)).containsExactly(-0.25, -0.25, -0.5);
        assertThat(blamed(third)).containsExactly(-1, 2);
        CreditedGroup unknown = new KnownErrors((problem, rollout) -> -1, 1)
                .credit(batch)
                .groups()
                .get(0);
        assertThat(advantages(unknown, 1)).containsExactly(-0.5, -0.5, -0.5);
    }

    /** The lowest Δ of four successes are −1, −0.5, −0.5 and −0.25: a quarter of them, one, is strictly below the limit. */
    @Test
    void limitIsAQuantileOverSuccessfulResponses() {
        List<RolloutGroup> batch =
                List.of(group(right(-0.5), right(-0.25), WRONG), group(WRONG, right(-1), right(-0.5), WRONG));
        assertThat(limit(batch, config(1, 0.25, 0))).isEqualTo(-0.5);
        assertThat(limit(batch, config(1, 0.74, 0))).isEqualTo(-0.5);
        assertThat(limit(batch, config(1, 0.75, 0))).isEqualTo(-0.25);
    }

    /** A step that lets the answer become likelier is no fall, even where every success rises more. */
    @Test
    void limitIsNeverAboveZero() {
        assertThat(limit(List.of(group(right(0.5), right(0.25), WRONG)), config(1, 0.5, 0)))
                .isZero();
    }

    /** A twentieth of one response is none: no step can be told from success. Nor where all succeed, or none. */
    @Test
    void withoutEnoughSuccessNothingFalls() {
        assertThat(limit(List.of(group(RIGHT, WRONG)), config(1, 0.05, 0))).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(limit(List.of(group(RIGHT, RIGHT), group(WRONG, WRONG)), config(1, 0.5, 0)))
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    /** A success of three steps whose second Δ is the lowest. */
    private static Rollout right(double lowest) {
        return rollout(1, new int[] {2, 4, 6}, ENTROPIES, new double[] {-4, -3, -3 + lowest, -2 + lowest});
    }
}
