package org.acpo.common.advantage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.acpo.common.attribution.Reliability;
import org.acpo.common.rollout.Attribution;
import org.acpo.common.rollout.Attribution.Estimator;
import org.acpo.common.rollout.Attribution.Measure;
import org.acpo.common.rollout.Rollout;
import org.acpo.common.rollout.RolloutGroup;
import org.acpo.common.rollout.Step;

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
    private static final Predicate<Estimator> PROBE = Estimator::isProbe;
    private static final Predicate<Estimator> SAMPLED = estimator -> estimator == Estimator.MONTE_CARLO;

    private EstimatorBlend() {}

    /**
     * The groups with the blend as the attribution that credits, the two that it is made of behind it. In a batch in which no
     * rollout has both estimators the groups are left as they are; in another, rollouts without Monte Carlo values are, and those
     * without probes get Monte Carlo's alone.
     *
     * @param reliability for its buckets; what it has measured so far is not used
     */
    public static List<RolloutGroup> of(List<RolloutGroup> groups, AdvantageConfig config, Reliability reliability) {
        if (rollouts(groups).noneMatch(EstimatorBlend::hasBoth)) {
            return groups;
        }
        Reliability ofProbes = measured(groups, config, reliability, PROBE);
        Reliability ofValues = measured(groups, config, reliability, SAMPLED);
        double probesScale = scale(groups, PROBE);
        double valuesScale = scale(groups, SAMPLED);
        return groups.stream()
                .map(group -> group.map(rollout -> {
                    double[] probes = rollout.deltas(PROBE);
                    double[] values = rollout.deltas(SAMPLED);
                    double[] blended = new double[values.length];
                    for (int k = 0; k < values.length; k++) {
                        int bucket = reliability.bucket(k, values.length);
                        double weight = probes.length == 0 ? 0 : weight(ofProbes.rho(bucket), ofValues.rho(bucket));
                        blended[k] = (weight == 0 ? 0 : weight * probes[k] / probesScale)
                                + (1 - weight) * values[k] / valuesScale;
                    }
                    return values.length == 0 ? rollout : rollout.withSteps(first(rollout.steps(), blended));
                }))
                .toList();
    }

    private static boolean hasBoth(Rollout rollout) {
        return rollout.deltas(PROBE).length > 0 && rollout.deltas(SAMPLED).length > 0;
    }

    /** The first estimator's share. */
    static double weight(double first, double second) {
        return first + second == 0 ? 0.5 : first / (first + second);
    }

    private static Reliability measured(
            List<RolloutGroup> groups, AdvantageConfig config, Reliability like, Predicate<Estimator> kind) {
        int buckets = like.correlations().length;
        return new Reliability(true, 0, new double[buckets], new int[buckets])
                .update(AttributedBatch.observations(groups, config, like, kind));
    }

    /** Root mean square of Δ; 1 when all are 0. */
    private static double scale(List<RolloutGroup> groups, Predicate<Estimator> kind) {
        double square = rollouts(groups)
                .flatMapToDouble(rollout -> Arrays.stream(rollout.deltas(kind)))
                .map(delta -> delta * delta)
                .average()
                .orElse(0);
        return square == 0 ? 1 : Math.sqrt(square);
    }

    /** The steps with a blend from 0 on with these differences in front. */
    private static List<Step> first(List<Step> steps, double[] deltas) {
        List<Step> blended = new ArrayList<>();
        double value = 0;
        for (int k = 0; k < deltas.length; k++) {
            double after = value + deltas[k];
            Step step = steps.get(k);
            List<Attribution> all = new ArrayList<>();
            all.add(new Attribution(Estimator.BLEND, Measure.STANDARDIZED, value, after));
            all.addAll(step.attributions());
            blended.add(new Step(step.start(), step.end(), step.entropy(), all));
            value = after;
        }
        return blended;
    }

    private static Stream<Rollout> rollouts(List<RolloutGroup> groups) {
        return groups.stream().flatMap(group -> group.rollouts().stream());
    }
}
