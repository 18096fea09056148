package org.acpo.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.acpo.common.advantage.AdvantageConfig;
import org.acpo.common.advantage.AttributedBatch;
import org.acpo.common.advantage.CreditRules;
import org.acpo.common.advantage.CreditedBatch;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.problem.Problem;
import org.acpo.common.recipe.TrainConfig;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Draw;
import org.acpo.common.rollout.Response;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;
import org.acpo.common.run.MetricNames;
import org.acpo.common.verify.Verdict;
import org.acpo.driver.rollout.SampledStep;
import org.acpo.executors.rollout.RolloutTimes;
import org.junit.jupiter.api.Test;

class StepMetricsTest {
    /** Δ = 1 and −1. */
    private static final double[] FALLS = {-3, -2, -3};
    /** Δ = 1 and 1. */
    private static final double[] RISES = {-3, -2, -1};

    private static final RolloutTimes TIMES = new RolloutTimes(3, 0, 1, 0, 12, 8, 0, 0);

    private static Rollout rollout(int index, boolean right, double[] answerLogProbs) {
        Verdict.Reason reason = right ? Verdict.Reason.CORRECT : Verdict.Reason.WRONG;
        return new Rollout(
                new Draw("p", index, 0, 1, 1),
                Response.written(new int[] {5, 6}, new float[] {-1, -1}, new float[] {0.5f, 1.5f}, "", false),
                new Verdict(right ? 1 : 0, right, null, -1, reason),
                Step.attributed(
                        Step.cut(new int[] {1, 2}, new float[] {0.5f, 1.5f}),
                        Estimator.GOLD_PROBE,
                        Measure.LOG_PROB,
                        answerLogProbs));
    }

    private static RolloutGroup group(Rollout... rollouts) {
        return new RolloutGroup(
                new Problem("p", "1+1?", "2", null, null, null, null), new int[] {1}, List.of(rollouts));
    }

    private static Map<String, Object> metrics(List<RolloutGroup> groups) {
        return metrics(groups, List.of());
    }

    private static Map<String, Object> metrics(List<RolloutGroup> groups, List<RolloutGroup> givenUp) {
        TrainConfig config = TrainConfig.load(
                null, List.of("model.path=builtin:nano", "advantage.fall_quantile=0.5", "advantage.dead_zone=0"));
        SampledStep sampled = new SampledStep(groups, TIMES, 8, 1, givenUp);
        Reliability before = Reliability.initial(config.attribution().reliability());
        return StepMetrics.of(sampled, credited(groups, config.advantage(), before));
    }

    /**
     * Of three failures in the group whose rewards differ one falls, and where all fail nothing is blamed, because no response
     * has a negative advantage. All steps of both successes rise, so that a fall is a Δ below 0.
     */
    @Test
    void blameIsAShareOfFailuresThatHaveAnAdvantage() {
        Map<String, Object> metrics = metrics(List.of(
                group(
                        rollout(0, true, RISES),
                        rollout(1, true, RISES),
                        rollout(2, false, FALLS),
                        rollout(3, false, RISES),
                        rollout(4, false, RISES)),
                group(rollout(0, false, FALLS), rollout(1, false, FALLS))));
        assertThat(number(metrics, MetricNames.BLAMED)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(number(metrics, MetricNames.ZERO_VARIANCE_FRAC)).isEqualTo(0.5);
        assertThat(number(metrics, MetricNames.REWARD_MEAN)).isCloseTo(2.0 / 7, within(1e-12));
        // eleven of fourteen Δ are 1, three are −1
        assertThat(number(metrics, MetricNames.ATTRIBUTION_MEAN)).isCloseTo(8.0 / 14, within(1e-12));
        assertThat(number(metrics, MetricNames.ENTROPY)).isEqualTo(1);
    }

    @Test
    void withoutFailuresNobodyIsBlamed() {
        Map<String, Object> metrics = metrics(List.of(group(rollout(0, true, FALLS), rollout(1, true, RISES))));
        assertThat(number(metrics, MetricNames.BLAMED)).isZero();
        assertThat(number(metrics, MetricNames.TRAIN_PASS_AT_1)).isEqualTo(1);
    }

    /** Eight seconds of wall time, of which the tasks spent three parts sampling and one attributing. */
    @Test
    void phasesShareTheWallTimeOfTheJobs() {
        Map<String, Object> metrics = metrics(List.of(group(rollout(0, true, RISES), rollout(1, false, FALLS))));
        assertThat(number(metrics, MetricNames.TIME_GENERATE)).isEqualTo(6);
        assertThat(number(metrics, MetricNames.TIME_ATTRIBUTE)).isEqualTo(2);
        assertThat(number(metrics, MetricNames.GENERATE_TOKENS_PER_S)).isEqualTo(2);
        assertThat(number(metrics, MetricNames.ATTRIBUTE_TOKENS_PER_S)).isEqualTo(4);
    }

    /** The one hard problem may be one that was given up. */
    @Test
    void groupsThatWereGivenUpCountAsSampled() {
        RolloutGroup kept = group(rollout(0, true, RISES), rollout(1, false, FALLS));
        RolloutGroup flat = group(rollout(0, false, FALLS), rollout(1, false, FALLS));
        Map<String, Object> metrics = metrics(List.of(kept), List.of(flat));
        assertThat(number(metrics, MetricNames.HARD_FRAC)).isEqualTo(0.5);
        assertThat(number(metrics, MetricNames.RESAMPLED)).isEqualTo(1);
        assertThat(number(metrics, MetricNames.ROLLOUTS)).isEqualTo(2);
        assertThat(number(metrics, MetricNames.RESPONSE_TOKENS)).isEqualTo(12);
    }

    private static CreditedBatch credited(List<RolloutGroup> groups, AdvantageConfig config, Reliability before) {
        return CreditRules.of(config, (problem, rollout) -> -1).credit(AttributedBatch.of(groups, config, before));
    }

    private static double number(Map<String, Object> metrics, String name) {
        return ((Number) metrics.get(name)).doubleValue();
    }
}
