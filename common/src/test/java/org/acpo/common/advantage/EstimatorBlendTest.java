package org.acpo.common.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.junit.jupiter.api.Test;

class EstimatorBlendTest {
    private static final AdvantageConfig CONFIG = new AdvantageConfig(
            AdvantageConfig.Outcome.GROUP_CENTER, 0, AdvantageConfig.Credit.ADDITIVE, 0.5, 0.05, 0.1, 2, 3, 0.1, 1);
    private static final Reliability ONE_BUCKET = new Reliability(true, 0.8, new double[1], new int[1]);

    private static Rollout rollout(double reward, double probed, double valued) {
        Rollout rollout = Groups.rollout(reward, new int[] {1}, new float[1], new double[] {-5, -5 + probed});
        return rollout.withSteps(Step.attributed(
                rollout.steps(), Estimator.MONTE_CARLO, Measure.REWARD, new double[] {0.5, 0.5 + valued}));
    }

    private static double[] blended(Rollout... rollouts) {
        RolloutGroup group = EstimatorBlend.of(List.of(Groups.group(rollouts)), CONFIG, ONE_BUCKET)
                .get(0);
        return group.rollouts().stream().mapToDouble(r -> r.deltas()[0]).toArray();
    }

    /**
     * A = ½, ½, −½, −½. Probes' Δ 4, 0, 0, −4: ρ = 4 / √(32 · 1) = 0.7071, rms √8. Values' Δ ½, ½, −½, −½: ρ = 1, rms ½. Weights
     * 0.7071 / 1.7071 = 0.4142 and 0.5858, of Δ / rms 1.4142, 0, 0, −1.4142 and 1, 1, −1, −1.
     */
    @Test
    void eachCountsByItsReliability() {
        double[] blended = blended(rollout(1, 4, 0.5), rollout(1, 0, 0.5), rollout(0, 0, -0.5), rollout(0, -4, -0.5));
        double probes = Math.sqrt(2) - 1;
        assertThat(blended[0]).isCloseTo(probes * Math.sqrt(2) + (1 - probes), within(1e-9));
        assertThat(blended[1]).isCloseTo(1 - probes, within(1e-9));
        assertThat(blended[2]).isCloseTo(-(1 - probes), within(1e-9));
        assertThat(blended[3]).isCloseTo(-probes * Math.sqrt(2) - (1 - probes), within(1e-9));
    }

    /** The probes are always wrong, ρ = 0: what is left is the values' Δ / ½. */
    @Test
    void anEstimatorWithoutReliabilityCountsNothing() {
        assertThat(blended(rollout(1, -1, 0.5), rollout(1, -1, 0.5), rollout(0, 1, -0.5), rollout(0, 1, -0.5)))
                .containsExactly(new double[] {1, 1, -1, -1}, within(1e-9));
    }

    @Test
    void halfEachWhereNeitherIsReliable() {
        assertThat(EstimatorBlend.weight(0, 0)).isEqualTo(0.5);
        assertThat(EstimatorBlend.weight(0.6, 0.2)).isCloseTo(0.75, within(1e-12));
    }

    /** What the blend is made of stays behind it, for those who look. */
    @Test
    void theTwoStayBehindTheBlend() {
        RolloutGroup group = Groups.group(rollout(1, 4, 0.5), rollout(0, -4, -0.5));
        List<Attribution> all = EstimatorBlend.of(List.of(group), CONFIG, ONE_BUCKET)
                .get(0)
                .rollouts()
                .get(0)
                .steps()
                .get(0)
                .attributions();
        assertThat(all)
                .extracting(Attribution::estimator)
                .containsExactly(Estimator.BLEND, Estimator.GOLD_PROBE, Estimator.MONTE_CARLO);
        assertThat(all.get(1).delta()).isEqualTo(4);
        assertThat(all.get(2).delta()).isEqualTo(0.5);
    }

    @Test
    void rolloutsWithoutValuesStayWhatTheyAre() {
        List<RolloutGroup> groups =
                List.of(Groups.group(Groups.rollout(1, new int[] {1}, new float[1], new double[] {-2, -1})));
        assertThat(EstimatorBlend.of(groups, CONFIG, ONE_BUCKET)).isSameAs(groups);
    }
}
