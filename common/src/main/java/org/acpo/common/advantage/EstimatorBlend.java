package org.acpo.common.advantage;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.attribution.StepAttribution;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;

/**
 * One credit of two (method.md section 3): of the probes and of Monte Carlo values. Each Δ is divided by its estimator's root
 * mean square over the batch; then
 *
 * <pre>
 * Δ_k = (ρ_b Δ_k of the probes + ρ'_b Δ_k of Monte Carlo) / (ρ_b + ρ'_b)
 * </pre>
 *
 * with the reliability that this batch shows of each estimator in the step's bucket b; both count the same where it shows
 * none. Pure functions over values.
 */
public final class EstimatorBlend {
    private EstimatorBlend() {}

    /**
     * The groups with blended credit in place of the probes'; rollouts without Monte Carlo values are left as they are, and
     * those without probes keep Monte Carlo's.
     *
     * @param reliability for its buckets; what it has measured so far is not used
     */
    public static List<RolloutGroup> of(List<RolloutGroup> groups, AdvantageConfig config, Reliability reliability) {
        if (rollouts(groups).allMatch(rollout -> rollout.stepValues().length == 0)) {
            return groups;
        }
        List<RolloutGroup> valued = groups.stream()
                .map(group -> group.map(
                        rollout -> rollout.credited(rollout.segmentEnds(), rollout.stepValues(), rollout.stepValues())))
                .toList();
        Reliability ofProbes = measured(groups, config, reliability);
        Reliability ofValues = measured(valued, config, reliability);
        double probesScale = scale(groups);
        double valuesScale = scale(valued);
        return groups.stream()
                .map(group -> group.map(rollout -> {
                    double[] probes = StepAttribution.deltas(rollout.answerLogProbs());
                    double[] values = StepAttribution.deltas(rollout.stepValues());
                    double[] blended = new double[values.length];
                    for (int k = 0; k < values.length; k++) {
                        int bucket = reliability.bucket(k, values.length);
                        double weight = probes.length == 0 ? 0 : weight(ofProbes.rho(bucket), ofValues.rho(bucket));
                        blended[k] = (weight == 0 ? 0 : weight * probes[k] / probesScale)
                                + (1 - weight) * values[k] / valuesScale;
                    }
                    return values.length == 0
                            ? rollout
                            : rollout.credited(rollout.segmentEnds(), summed(blended), new double[0]);
                }))
                .toList();
    }

    /** The first estimator's share. */
    static double weight(double first, double second) {
        return first + second == 0 ? 0.5 : first / (first + second);
    }

    private static Reliability measured(List<RolloutGroup> groups, AdvantageConfig config, Reliability like) {
        int buckets = like.correlations().length;
        return new Reliability(true, 0, new double[buckets], new int[buckets])
                .update(GroupAdvantages.observations(groups, config, like));
    }

    /** Root mean square of Δ; 1 when all are 0. */
    private static double scale(List<RolloutGroup> groups) {
        double square = rollouts(groups)
                .flatMapToDouble(rollout -> Arrays.stream(StepAttribution.deltas(rollout.answerLogProbs())))
                .map(delta -> delta * delta)
                .average()
                .orElse(0);
        return square == 0 ? 1 : Math.sqrt(square);
    }

    /** Values from 0 with these differences. */
    private static double[] summed(double[] deltas) {
        double[] values = new double[deltas.length + 1];
        for (int k = 0; k < deltas.length; k++) {
            values[k + 1] = values[k] + deltas[k];
        }
        return values;
    }

    private static Stream<Rollout> rollouts(List<RolloutGroup> groups) {
        return groups.stream().flatMap(group -> group.rollouts().stream());
    }
}
